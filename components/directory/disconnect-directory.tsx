"use client";
import { useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActs } from "@/components/ui/dialog";
import { FormProblem } from "@/components/ui/form-problem";
import type { ProblemView } from "@/components/ui/problem";
import type { ActionResult, ReceiptView } from "@/components/ui/result";
import { plural } from "@/components/ui/time";
import { showToast } from "@/components/ui/toast";

type Props = {
  readonly directory: { readonly id: string; readonly name: string; readonly people: number };
  readonly disconnect: (id: string) => Promise<ActionResult<{ readonly receipt: ReceiptView }>>;
};

/** Takes a directory away, saying what stays. */
export function DisconnectDirectory({ directory, disconnect }: Props) {
  const [open, setOpen] = useState(false);
  const [problem, setProblem] = useState<ProblemView | null>(null);
  const [pending, start] = useTransition();
  const run = () =>
    start(async () => {
      const result = await disconnect(directory.id);
      if (!result.ok) return setProblem(result.problem);
      setOpen(false);
      showToast(
        "ok",
        `${directory.name} is disconnected`,
        `Ledger entry ${result.value.receipt.seq}`,
      );
    });
  return (
    <>
      <Button onClick={() => setOpen(true)}>Disconnect</Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title={`Disconnect ${directory.name}`}
        purpose="Its token ends at once, and its groups are forgotten. Its people stay members with the roles they have, until somebody changes that by hand: nobody who leaves is put out any more."
      >
        {problem ? <FormProblem problem={problem} /> : null}
        <DialogActs>
          <Button onClick={() => setOpen(false)}>Cancel</Button>
          <Button variant="danger" pending={pending} onClick={run}>
            {`Disconnect: ${plural(directory.people, "person", "people")} no longer kept up to date`}
          </Button>
        </DialogActs>
      </Dialog>
    </>
  );
}
