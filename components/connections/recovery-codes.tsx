"use client";
import { useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { FormProblem } from "@/components/ui/form-problem";
import type { ProblemView } from "@/components/ui/problem";
import type { ActionResult } from "@/components/ui/result";

type RecoveryCodesProps = {
  readonly left: number;
  readonly address: string;
  readonly make: () => Promise<ActionResult<{ readonly codes: readonly string[] }>>;
};

/** An owner's own codes for coming in without the identity provider. Shown once. */
export function RecoveryCodes({ left, address, make }: RecoveryCodesProps) {
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const [problem, setProblem] = useState<ProblemView | null>(null);
  const [pending, start] = useTransition();
  const run = () =>
    start(async () => {
      const result = await make();
      if (!result.ok) return setProblem(result.problem);
      setProblem(null);
      setCodes(result.value.codes);
    });
  return (
    <div className="space-y-3">
      {problem ? <FormProblem problem={problem} /> : null}
      <p className="text-sm text-muted">
        {left === 0 ? "You hold no code." : `You hold ${left} unused codes.`} Each lets you in once,
        at {address}, and everybody who looks after the sign-in is told.
      </p>
      {codes === null ? null : (
        <>
          <p role="status" className="font-medium">
            Keep these where the provider is not needed to read them. They are shown once.
          </p>
          <CodeBlock code={codes.join("\n")} label="Copy the emergency sign-in codes" />
        </>
      )}
      <Button pending={pending} onClick={run}>
        {left === 0 && codes === null
          ? "Make emergency sign-in codes"
          : "Replace my emergency sign-in codes"}
      </Button>
    </div>
  );
}
