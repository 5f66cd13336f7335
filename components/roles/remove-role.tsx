"use client";
import { useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActs } from "@/components/ui/dialog";
import { FormProblem } from "@/components/ui/form-problem";
import type { ProblemView } from "@/components/ui/problem";
import type { ActionResult, ReceiptView } from "@/components/ui/result";
import { showToast } from "@/components/ui/toast";

type RemoveRoleProps = {
  readonly name: string;
  readonly remove: () => Promise<ActionResult<{ readonly receipt: ReceiptView }>>;
};

/** Takes a role away that nobody has. */
export function RemoveRole({ name, remove }: RemoveRoleProps) {
  const [open, setOpen] = useState(false);
  const [problem, setProblem] = useState<ProblemView | null>(null);
  const [pending, start] = useTransition();
  const run = () =>
    start(async () => {
      const result = await remove();
      if (!result.ok) return setProblem(result.problem);
      setOpen(false);
      const detail = `Ledger entry ${result.value.receipt.seq} · request id ${result.requestId}`;
      showToast("ok", `${name} is removed`, detail);
    });
  return (
    <>
      <Button onClick={() => setOpen(true)}>Remove</Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title={`Remove ${name}`}
        purpose="It cannot be given any more. Members who have it must be given another role first."
      >
        {problem ? <FormProblem problem={problem} /> : null}
        <DialogActs>
          <Button onClick={() => setOpen(false)}>Keep it</Button>
          <Button variant="danger" pending={pending} onClick={run}>
            Remove role
          </Button>
        </DialogActs>
      </Dialog>
    </>
  );
}
