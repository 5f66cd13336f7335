import { isPermission, isRole, permissionsOf } from "@/lib/access";
import { allowedLive } from "@/lib/credentials";
import type { Tx } from "@/lib/db";
import { now } from "@/lib/kernel";
import type { NewReviewInput } from "./review.schema";

type Gathered = {
  readonly subject: string;
  readonly held: string[];
  readonly since: Date;
  readonly role?: string | null;
  readonly level?: number | null;
  readonly sees?: string[];
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
  return [...holders, ...(subjects.includes("grant") ? await liveGrants(tx, tenantId) : [])];
}

async function membersNow(tx: Tx, tenantId: string): Promise<Gathered[]> {
  const members = await membersWithRoles(tx, tenantId);
  const given = await lastGiven(tx, tenantId);
  return members.map(({ subject, role, level, held, sees, createdAt, changedAt }) => {
    const since = given.get(subject) ?? createdAt;
    // A role that was changed since it was given holds what it holds since then.
    const changed = changedAt !== null && changedAt > since ? changedAt : since;
    return { subject, role, level, held, sees, since: changed };
  });
}

/** The members who are in, or those of `ids`, with what their role holds and which workspaces they see. */
export async function membersWithRoles(tx: Tx, tenantId: string, ids?: readonly string[]) {
  const where = { tenantId, status: "active", ...(ids && { id: { in: [...ids] } }) };
  const members = await tx.member.findMany({ where, orderBy: { id: "asc" } });
  const roles = await tx.role.findMany({ where: { tenantId } });
  const places = await placesOf(
    tx,
    members.flatMap(({ id, everyWorkspace }) => (everyWorkspace ? [] : [id])),
  );
  return members.map((member) => {
    const { id, role, customRole, approverLevel: level, createdAt } = member;
    const sees = member.everyWorkspace ? ["every"] : (places.get(id) ?? ["none"]);
    const of = { subject: `member:${id}`, level, sees, createdAt };
    if (isRole(role))
      return { ...of, role, roleRef: role, held: [...permissionsOf(role)].sort(), changedAt: null };
    const own = roles.find((one) => one.id === customRole);
    return {
      ...of,
      role: own?.name ?? null,
      roleRef: customRole,
      held: (own?.permissions ?? []).filter(isPermission),
      changedAt: own?.changedAt ?? null,
    };
  });
}

/** Which workspaces each of these members sees, of those who see some. */
async function placesOf(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, string[]>> {
  const rows = await tx.memberWorkspace.findMany({
    where: { memberId: { in: [...ids] }, leftAt: null },
    orderBy: { workspace: "asc" },
    select: { memberId: true, workspace: true },
  });
  const places = new Map<string, string[]>();
  for (const { memberId, workspace } of rows)
    places.set(memberId, [...(places.get(memberId) ?? []), workspace]);
  return places;
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

/** The grants that work, or those of `ids`, that the caller sees, with the server each leads to. */
export async function liveGrants(
  tx: Tx,
  tenantId: string,
  ids?: readonly string[],
): Promise<Gathered[]> {
  const standing = await tx.server.findMany({
    where: { tenantId, removedAt: null },
    select: { id: true },
  });
  const grants = await tx.grant.findMany({
    where: {
      ...{ tenantId, revokedAt: null, serverId: { in: standing.map(({ id }) => id) } },
      ...(ids && { id: { in: [...ids] } }),
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
