import { actorsOf, type ChangeEntry, liveGrantsOf, revokeThese } from "@/lib/access";
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
    ...grants,
  ];
  return { sessions, keys, grants: grants.flatMap(({ refs }) => refs?.grant ?? []), entries };
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
  const made = await actorsOf(tx, [memberId]);
  const live = await tx.apiKey.findMany({
    where: {
      id: { in: made.flatMap(({ key }) => key ?? []) },
      revokedAt: null,
      OR: [{ expiresAt: null }, { expiresAt: { gt: now() } }],
    },
    select: { id: true },
  });
  return live.map(({ id }) => id);
}

/**
 * After the keys: by then nothing of theirs makes another. Keys that had ended before count as well,
 * since whoever made a grant has seen its token; one that is kept goes on with what it made. In every
 * workspace, whichever of them whoever removes the member is looking at.
 */
async function revokeGrantsOf(tx: Tx, memberId: string): Promise<ChangeEntry[]> {
  const kept = new Set(await liveKeysOf(tx, memberId));
  const makers = (await actorsOf(tx, [memberId])).filter(
    ({ key }) => key === null || !kept.has(key),
  );
  const live = await liveGrantsOf(
    tx,
    makers.map(({ actor }) => actor),
  );
  return await revokeThese(
    tx,
    live.map(({ id }) => id),
    "member-removed",
  );
}
