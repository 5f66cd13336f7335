"use client";
import { useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActs } from "@/components/ui/dialog";
import { FormProblem } from "@/components/ui/form-problem";
import type { ProblemView } from "@/components/ui/problem";
import type { ActionResult, ReceiptView } from "@/components/ui/result";
import { showToast } from "@/components/ui/toast";

type CloseReviewProps = {
  readonly name: string;
  readonly close: () => Promise<ActionResult<{ readonly receipt: ReceiptView }>>;
};

/** Closes a review. What stands against it is said by the server, which counts anew. */
export function CloseReview({ name, close }: CloseReviewProps) {
  const [open, setOpen] = useState(false);
  const [problem, setProblem] = useState<ProblemView | null>(null);
  const [pending, start] = useTransition();
  const run = () =>
    start(async () => {
      const result = await close();
      if (!result.ok) return setProblem(result.problem);
      setOpen(false);
      const detail = `Ledger entry ${result.value.receipt.seq} · request id ${result.requestId}`;
      showToast("ok", `${name} is closed`, detail);
    });
  return (
    <>
      <Button
        variant="primary"
        onClick={() => {
          setProblem(null);
          setOpen(true);
        }}
      >
        Close review
      </Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title={`Close ${name}`}
        purpose="Every line must be decided, or be about what has ended, and what was to go must have gone. A closed review is not opened again."
      >
        {problem ? <FormProblem problem={problem} /> : null}
        <DialogActs>
          <Button onClick={() => setOpen(false)}>Leave it open</Button>
          <Button variant="primary" pending={pending} onClick={run}>
            Close review
          </Button>
        </DialogActs>
      </Dialog>
    </>
  );
}
