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
  readonly apiKey: Pick<ApiKeyView, "id" | "name" | "lastUsedAt" | "state" | "rotatedTo">;
  readonly revoke: (
    id: string,
    input: { readonly successors: "keep" | "revoke" },
  ) => Promise<ActionResult<{ readonly keysRevoked: number; readonly receipt: ReceiptView }>>;
};

/** Revokes a key, saying what that ends. */
export function RevokeKey({ apiKey, revoke }: RevokeKeyProps) {
  const [open, setOpen] = useState(false);
  const [problem, setProblem] = useState<ProblemView | null>(null);
  const [line, setLine] = useState(false);
  const [pending, start] = useTransition();
  const run = () =>
    start(async () => {
      const result = await revoke(apiKey.id, { successors: line ? "revoke" : "keep" });
      if (!result.ok) return setProblem(result.problem);
      setOpen(false);
      showToast(
        "ok",
        result.value.keysRevoked > 1
          ? `${apiKey.name} and what came of it are revoked: ${result.value.keysRevoked} keys`
          : `${apiKey.name} is revoked`,
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
        {apiKey.rotatedTo === null ? null : (
          <label className="flex cursor-pointer items-start gap-2.5 text-sm">
            <input
              type="checkbox"
              className="mt-1 accent-accent"
              checked={line}
              onChange={(event) => setLine(event.currentTarget.checked)}
            />
            <span>
              Also revoke the keys that took its place. Do this where its token was lost: whoever
              found it may have rotated it.
            </span>
          </label>
        )}
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
