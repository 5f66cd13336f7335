"use client";
import { type FormEvent, useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Field, Input } from "@/components/ui/field";
import { FormProblem } from "@/components/ui/form-problem";
import type { ProblemView } from "@/components/ui/problem";
import type { ActionResult, ReceiptView } from "@/components/ui/result";
import { showToast } from "@/components/ui/toast";
import type { ConnectionView } from "@/lib/identity";
import { MetadataFields, metadataOf, type Source } from "./metadata-fields";

type RenewalFormProps = {
  readonly connection: Pick<ConnectionView, "kind" | "version">;
  readonly renew: (input: unknown) => Promise<ActionResult<{ readonly receipt: ReceiptView }>>;
};

/** The provider's new secret, or its new certificates: two while it rolls over. */
export function RenewalForm({ connection, renew }: RenewalFormProps) {
  const [source, setSource] = useState<Source>("url");
  const [problem, setProblem] = useState<ProblemView | null>(null);
  const [pending, start] = useTransition();
  const saml = connection.kind === "saml";
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const text = (name: string) => String(data.get(name) ?? "").trim();
    const { version } = connection;
    start(async () => {
      const result = await renew(
        saml
          ? { version, metadata: metadataOf(source, text) }
          : { version, clientSecret: text("clientSecret") },
      );
      setProblem(result.ok ? null : result.problem);
      if (!result.ok) return;
      form.reset();
      showToast("ok", "The connection is renewed", `Ledger entry ${result.value.receipt.seq}.`);
    });
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-3">
      {problem ? <FormProblem problem={problem} /> : null}
      {saml ? (
        <MetadataFields renewal source={source} setSource={setSource} error={undefined} />
      ) : (
        <Field label="New client secret" help="The one before no longer works here from then on.">
          <Input name="clientSecret" type="password" autoComplete="off" />
        </Field>
      )}
      <div>
        <Button type="submit" pending={pending}>
          {saml ? "Take the new certificates" : "Take the new secret"}
        </Button>
      </div>
    </form>
  );
}
