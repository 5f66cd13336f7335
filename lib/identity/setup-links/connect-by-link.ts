import { type Caller, systemCaller } from "@/lib/access";
import { parseToken } from "@/lib/crypto";
import { type Database, resolveSetupLink } from "@/lib/db";
import { now, Problem } from "@/lib/kernel";
import type { Receipt } from "@/lib/ledger";
import type { NewConnectionInput } from "../connections/connection.schema";
import { type ConnectionRooms, createConnection } from "../connections/create-connection";

/** What a live link stands for. */
export type OpenedLink = {
  readonly id: string;
  readonly tenantId: string;
  readonly slug: string;
  readonly name: string;
  readonly expiresAt: Date;
};

/** The live link of a token; null for one that is none, was used or revoked, or has ended. */
export async function openSetupLink(
  { db }: { readonly db: Database },
  token: string,
): Promise<OpenedLink | null> {
  const parsed = parseToken(token, "pcl");
  const row = parsed === null ? null : await resolveSetupLink(db, parsed.hash);
  if (row === null) return null;
  return {
    id: row.link_id,
    tenantId: row.tenant_id,
    slug: row.tenant_slug,
    name: row.tenant_name,
    expiresAt: row.expires_at,
  };
}

/**
 * Sets a connection up by a link, and uses the link up in the same transaction: of two at once one
 * succeeds. A try that fails for what was entered leaves the link good.
 *
 * @throws Problem `not_found` for a link that is not good, and what setting one up throws.
 */
export async function connectByLink(
  rooms: ConnectionRooms,
  token: string,
  input: NewConnectionInput,
  requestId: string,
): Promise<{ readonly id: string; readonly receipt: Receipt }> {
  const link = await openSetupLink(rooms, token);
  if (link === null) throw new Problem("not_found");
  const { tenantId } = link;
  const house = systemCaller("setup-link", { tenantId, workspaceIds: [] }, "console");
  const caller: Caller = {
    ...house,
    requestId,
    actor: `setup-link:${link.id}`,
    subject: `setup-link:${link.id}`,
    permissions: new Set(["sign-in:write"]),
  };
  return await createConnection(rooms, caller, input, async (tx, connectionId) => {
    const { count } = await tx.setupLink.updateMany({
      where: { tenantId, id: link.id, usedAt: null, revokedAt: null, expiresAt: { gt: now() } },
      data: { usedAt: now(), connectionId },
    });
    if (count === 0) throw new Problem("not_found");
    return [
      {
        type: "setup-link.used",
        action: "setup-link.use",
        target: `setup-link:${link.id}`,
        outcome: "done",
        refs: { "setup-link": link.id, connection: connectionId },
      },
    ];
  });
}
