"use client";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import type { ActionResult, Receipted } from "@/components/ui/result";
import { showDone } from "@/components/ui/show-done";
import { ago, plural } from "@/components/ui/time";
import type { GrantUse } from "@/lib/decisions";
import type { GrantView } from "@/lib/servers";

type RevokeGrantProps = {
  readonly grant: Pick<GrantView, "id" | "name">;
  readonly use: GrantUse | undefined;
  readonly usageKnown: boolean;
  readonly revoke: (id: string) => Promise<ActionResult<Receipted>>;
};

/** Revokes a grant, saying what that ends. */
export function RevokeGrant({ grant, use, usageKnown, revoke }: RevokeGrantProps) {
  return (
    <ConfirmDialog
      opener={{ size: "sm", children: "Revoke", "aria-label": `Revoke ${grant.name}` }}
      title={`Revoke ${grant.name}`}
      purpose="Every gate refuses it within a second, and open streams end. This cannot be undone; create another grant instead."
      keep="Keep it"
      act={consequence(use, usageKnown)}
      run={() => revoke(grant.id)}
      done={(result) => showDone(`${grant.name} is revoked`, result)}
    />
  );
}

/** What revoking ends, as far as the decision log knows. */
function consequence(use: GrantUse | undefined, known: boolean): string {
  if (use === undefined) return `Revoke grant: ${known ? "it was never used" : "not used lately"}`;
  return use.callsLastDay > 0
    ? `Revoke grant: ${plural(use.callsLastDay, "call")} in the last day`
    : `Revoke grant: last used ${ago(use.lastAt, Date.now())}`;
}
