import { isPermission, isRole, permissionsOf } from "@/lib/access";
import { allowedLive } from "@/lib/credentials";
import type { Tx } from "@/lib/db";
import { now } from "@/lib/kernel";
import type { NewReviewInput } from "./review.schema";

type Gathered = {
  readonly subject: string;
  readonly held: string[];
  readonly since: Date;
  readonly role?: string;
};

/**
 * What there is to review at this moment: members with what their role holds, keys with what the policy
 * leaves them, grants with the server they lead to. Of grants, those in workspaces that the caller sees.
 */
export async function gatherLines(
  tx: Tx,
  tenantId: string,
  { subjects, holding }: Pick<NewReviewInput, "subjects" | "holding">,
): Promise<Gathered[]> {
  const holders = [
    ...(subjects.includes("member") ? await membersNow(tx, tenantId) : []),
    ...(subjects.includes("api-key") ? await allowedLive(tx, tenantId, now()) : []),
  ];
  if (holding !== null) {
    return holders.filter(({ held }) => held.includes(holding) || held.includes("admin:all"));
  }
  return [...holders, ...(subjects.includes("grant") ? await grantsNow(tx, tenantId) : [])];
}

async function membersNow(tx: Tx, tenantId: string): Promise<Gathered[]> {
  const where = { tenantId, status: "active" };
  const members = await tx.member.findMany({ where, orderBy: { id: "asc" } });
  const roles = await tx.role.findMany({ where: { tenantId } });
  const given = await lastGiven(tx, tenantId);
  return members.map(({ id, role, customRole, createdAt }) => {
    const subject = `member:${id}`;
    const since = given.get(subject) ?? createdAt;
    if (isRole(role)) return { subject, held: [...permissionsOf(role)].sort(), since, role };
    const own = roles.find((one) => one.id === customRole);
    // A role that was changed since it was given holds what it holds since then.
    const changed = own !== undefined && own.changedAt > since ? own.changedAt : since;
    const held = (own?.permissions ?? []).filter(isPermission);
    return { subject, held, since: changed, ...(own ? { role: own.name } : {}) };
  });
}

/** When each member was given the role they have, by the ledger. */
async function lastGiven(tx: Tx, tenantId: string): Promise<ReadonlyMap<string, Date>> {
  const rows = await tx.$queryRaw<{ target: string; at: Date }[]>`
    select e.target, e.at
    from portcullis.members m, lateral (
      select l.target, l.at from portcullis.ledger_entries l
      where l.tenant_id = ${tenantId}::uuid and l.target = 'member:' || m.id
        and l.type in ('member.role-changed', 'member.restored')
      order by l.seq desc limit 1) as e
    where m.tenant_id = ${tenantId}::uuid and m.status = 'active'`;
  return new Map(rows.map(({ target, at }) => [target, at]));
}

async function grantsNow(tx: Tx, tenantId: string): Promise<Gathered[]> {
  const standing = await tx.server.findMany({
    where: { tenantId, removedAt: null },
    select: { id: true },
  });
  const grants = await tx.grant.findMany({
    where: {
      ...{ tenantId, revokedAt: null, serverId: { in: standing.map(({ id }) => id) } },
      OR: [{ expiresAt: null }, { expiresAt: { gt: now() } }],
    },
    orderBy: { id: "asc" },
    select: { id: true, serverId: true, createdAt: true },
  });
  return grants.map(({ id, serverId, createdAt }) => ({
    subject: `grant:${id}`,
    held: [`server:${serverId}`],
    since: createdAt,
  }));
}
