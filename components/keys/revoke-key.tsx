"use client";
import { useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActs } from "@/components/ui/dialog";
import { FormProblem } from "@/components/ui/form-problem";
import type { ProblemView } from "@/components/ui/problem";
import type { ActionResult, ReceiptView } from "@/components/ui/result";
import { showToast } from "@/components/ui/toast";
import type { ApiKeyView } from "@/lib/credentials";
import { revokeWords } from "./key-state";

type RevokeKeyProps = {
  readonly apiKey: Pick<ApiKeyView, "id" | "name" | "lastUsedAt" | "state">;
  readonly revoke: (id: string) => Promise<ActionResult<{ readonly receipt: ReceiptView }>>;
};

/** Revokes a key, saying what that ends. */
export function RevokeKey({ apiKey, revoke }: RevokeKeyProps) {
  const [open, setOpen] = useState(false);
  const [problem, setProblem] = useState<ProblemView | null>(null);
  const [pending, start] = useTransition();
  const run = () =>
    start(async () => {
      const result = await revoke(apiKey.id);
      if (!result.ok) return setProblem(result.problem);
      setOpen(false);
      showToast(
        "ok",
        `${apiKey.name} is revoked`,
        `Ledger entry ${result.value.receipt.seq} · request id ${result.requestId}`,
      );
    });
  return (
    <>
      <Button onClick={() => setOpen(true)}>Revoke</Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title={`Revoke ${apiKey.name}`}
        purpose={
          apiKey.state === "rotating"
            ? "The old key is refused from its next request on. Its successor goes on working."
            : "The next request that carries it is refused, everywhere. This cannot be undone; to replace a key without a gap, rotate it."
        }
      >
        {problem ? <FormProblem problem={problem} /> : null}
        <DialogActs>
          <Button onClick={() => setOpen(false)}>Keep it</Button>
          <Button variant="danger" pending={pending} onClick={run}>
            {revokeWords(apiKey.lastUsedAt, Date.now())}
          </Button>
        </DialogActs>
      </Dialog>
    </>
  );
}
