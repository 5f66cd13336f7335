"use client";
import { type ReactNode, useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { FormProblem } from "@/components/ui/form-problem";
import type { ProblemView } from "@/components/ui/problem";
import type { ActionResult, ReceiptView } from "@/components/ui/result";

type Decision = "approved" | "refused";
type DeviceDecisionProps = {
  /** What is known of the client that waits; null where none does, or does any more. */
  readonly waiting: ReactNode;
  /** What is shown where none waits. */
  readonly otherwise: ReactNode;
  readonly decide: (decision: Decision) => Promise<ActionResult<{ readonly receipt: ReceiptView }>>;
};

/**
 * The two answers to a client that wants to sign in, and what came of the one that was given. With the
 * answer the client waits no more, so the page around it changes: what came of it stays.
 */
export function DeviceDecision({ waiting, otherwise, decide }: DeviceDecisionProps) {
  const [done, setDone] = useState<{ decision: Decision; seq: string } | null>(null);
  const [problem, setProblem] = useState<ProblemView | null>(null);
  const [pending, start] = useTransition();
  const run = (decision: Decision) =>
    start(async () => {
      const result = await decide(decision);
      if (!result.ok) return setProblem(result.problem);
      setDone({ decision, seq: String(result.value.receipt.seq) });
    });
  if (done !== null) {
    return (
      <p role="status" className="rounded-md bg-hover px-3.5 py-3">
        {done.decision === "approved"
          ? "Approved. It is signed in within a few seconds; you find it among your sessions. "
          : "Refused. It was not signed in. "}
        Ledger entry {done.seq}.
      </p>
    );
  }
  // The answer is on its way back when the page finds that nothing waits any more.
  if (waiting === null && !pending) return problem ? <FormProblem problem={problem} /> : otherwise;
  return (
    <>
      {waiting}
      {problem ? <FormProblem problem={problem} /> : null}
      <div className="flex flex-wrap gap-2">
        <Button variant="primary" pending={pending} onClick={() => run("approved")}>
          Sign it in as me
        </Button>
        <Button disabled={pending} onClick={() => run("refused")}>
          Refuse: I did not start this
        </Button>
      </div>
    </>
  );
}
