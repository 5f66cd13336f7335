"use client";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActs } from "@/components/ui/dialog";
import { FormProblem } from "@/components/ui/form-problem";
import type { ProblemView } from "@/components/ui/problem";
import type { ActionResult, ReceiptView } from "@/components/ui/result";
import { plural } from "@/components/ui/time";
import { showToast } from "@/components/ui/toast";

type RemoveServerProps = {
  readonly name: string;
  readonly grants: number;
  readonly leadsTo: string;
  readonly remove: () => Promise<ActionResult<{ readonly receipt: ReceiptView }>>;
};

/** Removes a server and everything that leads to it. Its history stays. */
export function RemoveServer({ name, grants, leadsTo, remove }: RemoveServerProps) {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [problem, setProblem] = useState<ProblemView | null>(null);
  const [pending, start] = useTransition();
  const run = () =>
    start(async () => {
      const result = await remove();
      if (!result.ok) return setProblem(result.problem);
      showToast("ok", `${name} is removed`, `Ledger entry ${result.value.receipt.seq}.`);
      router.push(leadsTo);
    });
  return (
    <>
      <Button size="sm" onClick={() => setOpen(true)}>
        Remove server
      </Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title={`Remove ${name}`}
        purpose="Its grants are revoked and its credential is destroyed at once. Decisions and ledger entries stay."
      >
        {problem ? <FormProblem problem={problem} /> : null}
        <DialogActs>
          <Button onClick={() => setOpen(false)}>Keep it</Button>
          <Button variant="danger" pending={pending} onClick={run}>
            {grants === 0 ? "Remove server" : `Remove server: ${plural(grants, "grant")} end now`}
          </Button>
        </DialogActs>
      </Dialog>
    </>
  );
}
