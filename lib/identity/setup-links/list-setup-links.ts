import { type Caller, change, read } from "@/lib/access";
import type { Database } from "@/lib/db";
import { isId, now, Problem, type Shown } from "@/lib/kernel";
import type { Receipt } from "@/lib/ledger";
import type { setupLinkViewSchema } from "./setup-link.schema";

export type SetupLinkView = Shown<typeof setupLinkViewSchema>;

/** So many of the newest are shown; ended ones are cleared away after thirty days. */
const MOST = 100;

/** The setup links of the caller's organisation, the newest first. */
export async function listSetupLinks(
  { db }: { readonly db: Database },
  caller: Caller,
): Promise<{ readonly data: SetupLinkView[]; readonly nextCursor: null }> {
  const { tenantId } = caller;
  const rows = await read(db, caller, "sign-in:read", (tx) =>
    tx.setupLink.findMany({ where: { tenantId }, orderBy: { id: "desc" }, take: MOST }),
  );
  const at = now();
  const data = rows.map((row) => ({
    id: row.id,
    note: row.note,
    state:
      row.usedAt !== null
        ? ("used" as const)
        : row.revokedAt !== null
          ? ("revoked" as const)
          : row.expiresAt <= at
            ? ("expired" as const)
            : ("live" as const),
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    connectionId: row.connectionId,
  }));
  return { data, nextCursor: null };
}

/** Ends a setup link that was not used. `not_found` for one that ended, and for another tenant's. */
export async function revokeSetupLink(
  { db }: { readonly db: Database },
  caller: Caller,
  id: string,
): Promise<{ readonly receipt: Receipt }> {
  const { tenantId } = caller;
  const { receipt } = await change(db, caller, "sign-in:write", async (tx) => {
    const { count } = isId(id)
      ? await tx.setupLink.updateMany({
          where: { tenantId, id, usedAt: null, revokedAt: null },
          data: { revokedAt: now() },
        })
      : { count: 0 };
    if (count === 0) throw new Problem("not_found");
    return {
      result: undefined,
      entry: {
        type: "setup-link.revoked",
        action: "setup-link.revoke",
        target: `setup-link:${id}`,
        outcome: "done",
        refs: { "setup-link": id },
      },
    };
  });
  return { receipt };
}
