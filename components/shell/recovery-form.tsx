"use client";
import { useActionState } from "react";
import { Button } from "@/components/ui/button";
import { Field, Input } from "@/components/ui/field";

type RecoveryFormProps = {
  readonly slug: string;
  readonly recover: (
    before: { readonly fault: string } | null,
    form: FormData,
  ) => Promise<{ readonly fault: string }>;
};

/** The code of an owner whom the provider does not let in. */
export function RecoveryForm({ slug, recover }: RecoveryFormProps) {
  const [answer, send, pending] = useActionState(recover, null);
  return (
    <form action={send} className="mt-5 flex flex-col gap-4">
      <input type="hidden" name="organisation" value={slug} />
      <Field label="Code" error={answer?.fault}>
        <Input
          name="code"
          required
          maxLength={200}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          className="font-mono"
        />
      </Field>
      <Button type="submit" variant="primary" pending={pending}>
        Come in
      </Button>
    </form>
  );
}
