"use client";
import { useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActs } from "@/components/ui/dialog";
import { FormProblem } from "@/components/ui/form-problem";
import type { ProblemView } from "@/components/ui/problem";
import type { ActionResult, ReceiptView } from "@/components/ui/result";
import { ago, plural } from "@/components/ui/time";
import { showToast } from "@/components/ui/toast";
import type { GrantUse } from "@/lib/decisions";
import type { GrantView } from "@/lib/servers";

type RevokeGrantProps = {
  readonly grant: Pick<GrantView, "id" | "name">;
  readonly use: GrantUse | undefined;
  readonly usageKnown: boolean;
  readonly revoke: (id: string) => Promise<ActionResult<{ readonly receipt: ReceiptView }>>;
};

/** Revokes a grant, saying what that ends. */
export function RevokeGrant({ grant, use, usageKnown, revoke }: RevokeGrantProps) {
  const [open, setOpen] = useState(false);
  const [problem, setProblem] = useState<ProblemView | null>(null);
  const [pending, start] = useTransition();
  const run = () =>
    start(async () => {
      const result = await revoke(grant.id);
      if (!result.ok) return setProblem(result.problem);
      setOpen(false);
      showToast(
        "ok",
        `${grant.name} is revoked`,
        `Ledger entry ${result.value.receipt.seq} · request id ${result.requestId}`,
      );
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
            {consequence(use, usageKnown)}
          </Button>
        </DialogActs>
      </Dialog>
    </>
  );
}

/** What revoking ends, as far as the decision log knows. */
function consequence(use: GrantUse | undefined, known: boolean): string {
  if (use === undefined) return `Revoke grant: ${known ? "it was never used" : "not used lately"}`;
  return use.callsLastDay > 0
    ? `Revoke grant: ${plural(use.callsLastDay, "call")} in the last day`
    : `Revoke grant: last used ${ago(use.lastAt, Date.now())}`;
}
