import type { ChangeEntry } from "@/lib/access";
import type { Tx } from "@/lib/db";
import { endBrowsers } from "@/lib/identity";
import { now } from "@/lib/kernel";

export type Ended = {
  readonly sessions: readonly string[];
  readonly keys: readonly string[];
  readonly grants: readonly string[];
  /** An entry for each of them. */
  readonly entries: readonly ChangeEntry[];
};

/**
 * Ends what lets a member act, in the caller's transaction: their sessions always, with sign-ins that wait
 * and browsers that are known, the API keys they
 * made with those that these made, and the grants that they made, or a key that has ended. Where keys
 * are kept, what those made is kept with them. The member must be
 * locked and no longer active, so that nothing can be made meanwhile.
 */
export async function endAccess(
  tx: Tx,
  memberId: string,
  what: { readonly keys: boolean; readonly grants: boolean },
): Promise<Ended> {
  const sessions = await endSessions(tx, memberId);
  await endBrowsers(tx, memberId);
  const keys = what.keys ? await revokeAllKeysOf(tx, memberId) : [];
  const grants = what.grants ? await revokeGrantsOf(tx, memberId) : [];
  const entries: ChangeEntry[] = [
    ...sessions.map((session) => ({
      ...ended("session.ended", "session.end", `session:${session}`),
      refs: { member: memberId, session },
    })),
    ...keys.map((key) => ({
      ...ended("api-key.revoked", "api-key.revoke", `api-key:${key}`),
      refs: { "api-key": key },
    })),
    ...grants.map(({ id, server }) => ({
      ...ended("grant.revoked", "grant.revoke", `grant:${id}`),
      refs: { server, grant: id },
    })),
  ];
  return { sessions, keys, grants: grants.map(({ id }) => id), entries };
}

function ended(type: ChangeEntry["type"], action: string, target: string): ChangeEntry {
  return { type, action, target, outcome: "done", reason: "member-removed" };
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
  const ids = await liveKeysOf(tx, memberId);
  await tx.apiKey.updateMany({ where: { id: { in: ids } }, data: { revokedAt: now() } });
  return ids;
}

async function liveKeysOf(tx: Tx, memberId: string): Promise<string[]> {
  const live = await tx.apiKey.findMany({
    where: {
      id: { in: await keysMadeBy(tx, memberId) },
      revokedAt: null,
      OR: [{ expiresAt: null }, { expiresAt: { gt: now() } }],
    },
    select: { id: true },
  });
  return live.map(({ id }) => id);
}

async function keysMadeBy(tx: Tx, memberId: string): Promise<string[]> {
  const made = await tx.$queryRaw<{ id: string }[]>`
    with recursive made as (
      select k.id from portcullis.api_keys k
      where k.tenant_id = (select portcullis.tenant_id()) and k.created_by = ${`member:${memberId}`}
      union
      select k.id from portcullis.api_keys k join made m on k.created_by = 'api-key:' || m.id
      where k.tenant_id = (select portcullis.tenant_id())
    )
    select id::text from made`;
  return made.map(({ id }) => id);
}

/**
 * After the keys: by then nothing of theirs makes another. Keys that had ended before count as well,
 * since whoever made a grant has seen its token; one that is kept goes on with what it made.
 */
async function revokeGrantsOf(
  tx: Tx,
  memberId: string,
): Promise<{ readonly id: string; readonly server: string }[]> {
  const kept = new Set(await liveKeysOf(tx, memberId));
  const keys = (await keysMadeBy(tx, memberId)).filter((id) => !kept.has(id));
  const makers = [`member:${memberId}`, ...keys.map((id) => `api-key:${id}`)];
  const live = await tx.grant.findMany({
    where: {
      createdBy: { in: makers },
      revokedAt: null,
      OR: [{ expiresAt: null }, { expiresAt: { gt: now() } }],
    },
    select: { id: true, serverId: true },
  });
  const ids = live.map(({ id }) => id);
  await tx.grant.updateMany({ where: { id: { in: ids } }, data: { revokedAt: now() } });
  return live.map(({ id, serverId }) => ({ id, server: serverId }));
}
