"use client";
import { type FormEvent, useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { FormProblem } from "@/components/ui/form-problem";
import type { ProblemView } from "@/components/ui/problem";
import type { ActionResult, ReceiptView } from "@/components/ui/result";
import { showToast } from "@/components/ui/toast";
import type { ConnectionView } from "@/lib/identity";
import type { Signatures } from "./signature-words";
import { SignaturesField } from "./signatures-field";

type SignaturesFormProps = {
  readonly connection: Pick<ConnectionView, "signatures" | "version">;
  readonly change: (input: unknown) => Promise<ActionResult<{ readonly receipt: ReceiptView }>>;
};

/** What the provider of a SAML connection must sign. */
export function SignaturesForm({ connection, change }: SignaturesFormProps) {
  const [value, setValue] = useState<Signatures>(connection.signatures);
  const [problem, setProblem] = useState<ProblemView | null>(null);
  const [pending, start] = useTransition();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    start(async () => {
      const result = await change({ version: connection.version, signatures: value });
      setProblem(result.ok ? null : result.problem);
      if (result.ok) showToast("ok", "Saved", `Ledger entry ${result.value.receipt.seq}.`);
    });
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-3">
      {problem ? <FormProblem problem={problem} /> : null}
      <SignaturesField value={value} choose={setValue} />
      <div>
        <Button type="submit" pending={pending} aria-disabled={value === connection.signatures}>
          Save what must be signed
        </Button>
      </div>
    </form>
  );
}
