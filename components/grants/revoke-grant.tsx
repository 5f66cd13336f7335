"use client";
import { useState, useTransition } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActs } from "@/components/ui/dialog";
import { FormProblem } from "@/components/ui/form-problem";
import type { ProblemView } from "@/components/ui/problem";
import type { ActionResult, ReceiptView } from "@/components/ui/result";
import { ago } from "@/components/ui/time";
import type { GrantView } from "@/lib/servers";

type RevokeGrantProps = {
  readonly grant: Pick<GrantView, "id" | "name" | "lastUsedAt">;
  readonly revoke: (id: string) => Promise<ActionResult<{ readonly receipt: ReceiptView }>>;
};

/** Revokes a grant, saying what that ends. */
export function RevokeGrant({ grant, revoke }: RevokeGrantProps) {
  const [open, setOpen] = useState(false);
  const [problem, setProblem] = useState<ProblemView | null>(null);
  const [pending, start] = useTransition();
  const run = () =>
    start(async () => {
      const result = await revoke(grant.id);
      if (!result.ok) return setProblem(result.problem);
      setOpen(false);
      toast.success(`${grant.name} is revoked`, {
        description: `Ledger entry ${result.value.receipt.seq} · request id ${result.requestId}`,
      });
    });
  return (
    <>
      <Button size="sm" aria-label={`Revoke ${grant.name}`} onClick={() => setOpen(true)}>
        Revoke
      </Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title={`Revoke ${grant.name}`}
        purpose="Every gate refuses it within a second, and open streams end. This cannot be undone; create another grant instead."
      >
        {problem ? <FormProblem problem={problem} /> : null}
        <DialogActs>
          <Button onClick={() => setOpen(false)}>Keep it</Button>
          <Button variant="danger" pending={pending} onClick={run}>
            {grant.lastUsedAt === null
              ? "Revoke grant: it was never used"
              : `Revoke grant: last used ${ago(grant.lastUsedAt, Date.now())}`}
          </Button>
        </DialogActs>
      </Dialog>
    </>
  );
}
