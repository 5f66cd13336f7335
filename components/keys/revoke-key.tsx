"use client";
import { useState } from "react";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import type { ActionResult, Receipted } from "@/components/ui/result";
import { showDone } from "@/components/ui/show-done";
import type { ApiKeyView } from "@/lib/credentials";
import { revokeWords } from "./key-state";

type RevokeKeyProps = {
  readonly apiKey: Pick<ApiKeyView, "id" | "name" | "lastUsedAt" | "state" | "rotatedTo">;
  readonly revoke: (
    id: string,
    input: { readonly successors: "keep" | "revoke" },
  ) => Promise<ActionResult<Receipted & { readonly keysRevoked: number }>>;
};

/** Revokes a key, saying what that ends. */
export function RevokeKey({ apiKey, revoke }: RevokeKeyProps) {
  const [line, setLine] = useState(false);
  return (
    <ConfirmDialog
      opener={{ children: "Revoke" }}
      title={`Revoke ${apiKey.name}`}
      purpose={
        apiKey.state === "rotating"
          ? "The old key is refused from its next request on. Its successor goes on working."
          : "The next request that carries it is refused, everywhere. This cannot be undone; to replace a key without a gap, rotate it."
      }
      keep="Keep it"
      act={revokeWords(apiKey.lastUsedAt, Date.now())}
      run={() => revoke(apiKey.id, { successors: line ? "revoke" : "keep" })}
      done={(result) =>
        showDone(
          result.value.keysRevoked > 1
            ? `${apiKey.name} and what came of it are revoked: ${result.value.keysRevoked} keys`
            : `${apiKey.name} is revoked`,
          result,
        )
      }
    >
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
    </ConfirmDialog>
  );
}
