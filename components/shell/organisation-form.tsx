"use client";
import { useActionState } from "react";
import { Button } from "@/components/ui/button";
import { Field, Input } from "@/components/ui/field";

type Asked = { readonly given: string; readonly fault: string };
type OrganisationFormProps = {
  readonly remembered: string;
  readonly go: (before: Asked | null, form: FormData) => Promise<Asked>;
};

/** Asks for the organisation's address. */
export function OrganisationForm({ remembered, go }: OrganisationFormProps) {
  const [asked, submit, pending] = useActionState(go, null);
  return (
    <form action={submit} className="mt-5 flex flex-col gap-4" noValidate>
      <Field
        label="Organisation or mail address"
        help="The short name in your console's address, or your work address."
        error={asked?.fault}
      >
        <Input
          name="organisation"
          defaultValue={asked?.given ?? remembered}
          placeholder="acme"
          autoComplete="organization"
          autoCapitalize="none"
          spellCheck={false}
        />
      </Field>
      <Button type="submit" variant="primary" pending={pending}>
        Continue
      </Button>
    </form>
  );
}
