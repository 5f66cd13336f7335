"use client";
import { useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActs } from "@/components/ui/dialog";
import { FormProblem } from "@/components/ui/form-problem";
import type { ProblemView } from "@/components/ui/problem";
import type { ActionResult, ReceiptView } from "@/components/ui/result";
import { showToast } from "@/components/ui/toast";

type ActButtonProps = {
  readonly label: string;
  readonly title: string;
  /** What it does, and to whom. */
  readonly consequence: string;
  readonly danger?: boolean;
  readonly done: string;
  readonly act: () => Promise<ActionResult<{ readonly receipt: ReceiptView }>>;
};

/** An act that says what it does before it does it, and shows the ledger's receipt. */
export function ActButton({ label, title, consequence, danger, done, act }: ActButtonProps) {
  const [open, setOpen] = useState(false);
  const [problem, setProblem] = useState<ProblemView | null>(null);
  const [pending, start] = useTransition();
  const run = () =>
    start(async () => {
      const result = await act();
      if (!result.ok) return setProblem(result.problem);
      setOpen(false);
      setProblem(null);
      showToast("ok", done, `Ledger entry ${result.value.receipt.seq}.`);
    });
  return (
    <>
      <Button onClick={() => setOpen(true)}>{label}</Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={title} purpose={consequence}>
        {problem ? <FormProblem problem={problem} /> : null}
        <DialogActs>
          <Button onClick={() => setOpen(false)}>Cancel</Button>
          <Button variant={danger ? "danger" : "primary"} pending={pending} onClick={run}>
            {label}
          </Button>
        </DialogActs>
      </Dialog>
    </>
  );
}
