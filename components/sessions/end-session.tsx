"use client";
import { useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActs } from "@/components/ui/dialog";
import { FormProblem } from "@/components/ui/form-problem";
import type { ProblemView } from "@/components/ui/problem";
import type { ActionResult } from "@/components/ui/result";
import { showToast } from "@/components/ui/toast";

type EndSessionProps = {
  /** What stands on the button that opens the question. */
  readonly label: string;
  readonly title: string;
  readonly consequence: string;
  readonly act: string;
  /** How large the button is, where it does not stand in a row of a table. */
  readonly size?: "md";
  readonly end: () => Promise<ActionResult<{ readonly receipt: { readonly seq: number } | null }>>;
};

/** Ends one session or several, after saying what that means. */
export function EndSession({ label, title, consequence, act, size, end }: EndSessionProps) {
  const [open, setOpen] = useState(false);
  const [problem, setProblem] = useState<ProblemView | null>(null);
  const [pending, start] = useTransition();
  const run = () =>
    start(async () => {
      const result = await end();
      if (!result.ok) return setProblem(result.problem);
      setOpen(false);
      const { receipt } = result.value;
      if (receipt === null) showToast("ok", "There was nothing to end", "No other session stands.");
      else showToast("ok", "Ended", `Ledger entry ${receipt.seq}.`);
    });
  return (
    <>
      <Button size={size ?? "sm"} onClick={() => setOpen(true)} aria-label={title}>
        {label}
      </Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={title} purpose={consequence}>
        {problem ? <FormProblem problem={problem} /> : null}
        <DialogActs>
          <Button onClick={() => setOpen(false)}>Keep it</Button>
          <Button variant="danger" pending={pending} onClick={run}>
            {act}
          </Button>
        </DialogActs>
      </Dialog>
    </>
  );
}
