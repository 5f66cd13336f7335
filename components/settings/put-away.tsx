"use client";
import { useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { FormProblem } from "@/components/ui/form-problem";
import type { ProblemView } from "@/components/ui/problem";
import type { ActionResult, ReceiptView } from "@/components/ui/result";
import { showDone } from "@/components/ui/show-done";

type PutAwayProps = {
  readonly name: string;
  readonly archived: boolean;
  readonly put: () => Promise<ActionResult<{ readonly receipt: ReceiptView }>>;
};

/** Puts an empty workspace away, or takes it back. Either can be undone by the other. */
export function PutAway({ name, archived, put }: PutAwayProps) {
  const [problem, setProblem] = useState<ProblemView | null>(null);
  const [pending, start] = useTransition();
  const run = () =>
    start(async () => {
      const result = await put();
      if (!result.ok) return setProblem(result.problem);
      setProblem(null);
      showDone(archived ? `${name} is open again` : `${name} is put away`, result);
    });
  return (
    <div className="mt-3 space-y-3">
      {problem ? <FormProblem problem={problem} /> : null}
      <Button size="sm" pending={pending} onClick={run}>
        {archived ? `Take ${name} back` : `Put ${name} away`}
      </Button>
    </div>
  );
}
