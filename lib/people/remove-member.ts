import { type Caller, type ChangeEntry, change } from "@/lib/access";
import type { Database, Tx } from "@/lib/db";
import { now, Problem, type Shown } from "@/lib/kernel";
import { lockMember, refuseChange } from "./lock-member";
import type { RemovalInput, removedMemberSchema } from "./member.schema";

/**
 * Takes a member out of the organisation: their sessions end at once and they cannot sign in. The
 * API keys they made are revoked with them, and those that these keys made, since they may know
 * every one of them; or kept, and marked as a former member's until somebody rotates them. The
 * record stays, so that the ledger's names stay, and so that they can be restored.
 *
 * @throws Problem `last_owner`, `not_found`, `forbidden`.
 */
export async function removeMember(
  { db }: { readonly db: Database },
  caller: Caller,
  id: string,
  { keys }: RemovalInput,
): Promise<Shown<typeof removedMemberSchema>> {
  const { result, receipt } = await change(db, caller, "members:write", async (tx) => {
    const locked = await lockMember(tx, caller, id);
    if (locked.member.status !== "active") throw new Problem("not_found");
    refuseChange(caller, locked, null);
    await tx.member.updateMany({
      where: { tenantId: caller.tenantId, id },
      data: { status: "removed" },
    });
    const sessions = await endSessions(tx, id);
    const revoked = keys === "revoke" ? await revokeAllKeysOf(tx, id) : [];
    return {
      result: { sessionsEnded: sessions.length, keysRevoked: revoked.length },
      entry: {
        type: "member.removed",
        action: "member.remove",
        target: `member:${id}`,
        outcome: "done",
        reason: `keys:${keys === "revoke" ? "revoked" : "kept"}`,
        refs: { member: id },
      },
      also: [
        ...sessions.map(
          (session): ChangeEntry => ({
            type: "session.ended",
            action: "session.end",
            target: `session:${session}`,
            outcome: "done",
            reason: "member-removed",
            refs: { member: id, session },
          }),
        ),
        ...revoked.map(
          (key): ChangeEntry => ({
            type: "api-key.revoked",
            action: "api-key.revoke",
            target: `api-key:${key}`,
            outcome: "done",
            reason: "member-removed",
            refs: { "api-key": key },
          }),
        ),
      ],
    };
  });
  return { ...result, receipt };
}

async function endSessions(tx: Tx, memberId: string): Promise<string[]> {
  const open = await tx.session.findMany({
    where: { memberId, revokedAt: null, expiresAt: { gt: now() } },
    select: { id: true },
  });
  const ids = open.map(({ id }) => id);
  await tx.session.updateMany({ where: { id: { in: ids } }, data: { revokedAt: now() } });
  return ids;
}

/** Until none is left: a key that is being revoked may have made another while it was waited for. */
async function revokeAllKeysOf(tx: Tx, memberId: string): Promise<string[]> {
  const all: string[] = [];
  for (;;) {
    const revoked = await revokeKeysOf(tx, memberId);
    if (revoked.length === 0) return all;
    all.push(...revoked);
  }
}

/** What a member made, and what those keys made in turn; what somebody else rotated is not theirs. */
async function revokeKeysOf(tx: Tx, memberId: string): Promise<string[]> {
  const made = await tx.$queryRaw<{ id: string }[]>`
    with recursive made as (
      select k.id from portcullis.api_keys k
      where k.tenant_id = (select portcullis.tenant_id()) and k.created_by = ${`member:${memberId}`}
      union
      select k.id from portcullis.api_keys k join made m on k.created_by = 'api-key:' || m.id
      where k.tenant_id = (select portcullis.tenant_id())
    )
    select id::text from made`;
  const live = await tx.apiKey.findMany({
    where: {
      id: { in: made.map(({ id }) => id) },
      revokedAt: null,
      OR: [{ expiresAt: null }, { expiresAt: { gt: now() } }],
    },
    select: { id: true },
  });
  const ids = live.map(({ id }) => id);
  await tx.apiKey.updateMany({ where: { id: { in: ids } }, data: { revokedAt: now() } });
  return ids;
}
