"use client";
import { type FormEvent, useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Field, Input } from "@/components/ui/field";
import { FormProblem } from "@/components/ui/form-problem";
import { useLeaveGuard } from "@/components/ui/leave-guard";
import { fieldFault, type ProblemView } from "@/components/ui/problem";
import type { ActionResult, ReceiptView } from "@/components/ui/result";
import { showToast } from "@/components/ui/toast";

type NameFormProps = {
  readonly label: string;
  readonly help: string;
  readonly name: string;
  readonly rename: (input: {
    readonly name: string;
  }) => Promise<ActionResult<{ readonly receipt: ReceiptView }>>;
};

/** A name that can be changed. What is typed and not saved is guarded. */
export function NameForm({ label, help, name, rename }: NameFormProps) {
  const [typed, setTyped] = useState(name);
  const [problem, setProblem] = useState<ProblemView | null>(null);
  const [pending, start] = useTransition();
  const changed = typed.trim() !== name;
  useLeaveGuard(changed, `The new name is not saved. Leave without saving it?`);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!changed || pending) return;
    start(async () => {
      const result = await rename({ name: typed });
      if (!result.ok) return setProblem(result.problem);
      setProblem(null);
      setTyped(typed.trim());
      showToast(
        "ok",
        `The name is now ${typed.trim()}`,
        `Ledger entry ${result.value.receipt.seq} · request id ${result.requestId}`,
      );
    });
  };
  const fault = fieldFault(problem, "/name");
  return (
    <form onSubmit={submit} noValidate className="max-w-[480px] space-y-3">
      {problem && !fault ? <FormProblem problem={problem} /> : null}
      <Field label={label} help={help} error={fault}>
        <Input
          name="name"
          maxLength={120}
          autoComplete="off"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </Field>
      <div className="flex gap-2">
        <Button type="submit" variant="primary" pending={pending} aria-disabled={!changed}>
          Save name
        </Button>
        {changed ? (
          <Button
            onClick={() => {
              setTyped(name);
              setProblem(null);
            }}
          >
            Undo
          </Button>
        ) : null}
      </div>
    </form>
  );
}
