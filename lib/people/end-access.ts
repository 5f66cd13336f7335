import { actorsOf, type ChangeEntry, liveGrantsOf, lockLiveKeys, revokeThese } from "@/lib/access";
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
 * Ends what lets these members act, in the caller's transaction: their sessions always, with sign-ins that wait
 * and browsers that are known, the API keys they
 * made with those that these made, and the grants that they made, or a key that has ended. Where keys
 * are kept, what those made is kept with them. The members must be
 * locked and no longer active, so that nothing can be made meanwhile.
 */
export async function endAccess(
  tx: Tx,
  memberIds: readonly string[],
  what: { readonly keys: boolean; readonly grants: boolean },
): Promise<Ended> {
  const sessions = await endSessionsOf(tx, memberIds);
  await endBrowsers(tx, memberIds);
  const keys = what.keys ? await revokeAllKeysOf(tx, memberIds) : [];
  const grants = what.grants ? await revokeGrantsOf(tx, memberIds) : [];
  const entries: ChangeEntry[] = [
    ...sessions.map(({ id: session, memberId: member }) => ({
      ...ended("session.ended", "session.end", `session:${session}`),
      refs: { member, session },
    })),
    ...keys.map((key) => ({
      ...ended("api-key.revoked", "api-key.revoke", `api-key:${key}`),
      refs: { "api-key": key },
    })),
    ...grants,
  ];
  return {
    sessions: sessions.map(({ id }) => id),
    keys,
    grants: grants.flatMap(({ refs }) => refs?.grant ?? []),
    entries,
  };
}

function ended(type: ChangeEntry["type"], action: string, target: string): ChangeEntry {
  return { type, action, target, outcome: "done", reason: "member-removed" };
}

/** Ends these members' sessions, those that have not ended; gives which, and whose. */
export async function endSessionsOf(
  tx: Tx,
  memberIds: readonly string[],
): Promise<{ readonly id: string; readonly memberId: string }[]> {
  const open = await tx.session.findMany({
    where: { memberId: { in: [...memberIds] }, revokedAt: null, expiresAt: { gt: now() } },
    select: { id: true, memberId: true },
  });
  const ids = open.map(({ id }) => id);
  await tx.session.updateMany({ where: { id: { in: ids } }, data: { revokedAt: now() } });
  return open;
}

/**
 * What these made, and what those keys made in turn; what somebody else rotated is not theirs. Until none
 * works and none is new: a key may have made another while it was waited for, or have been rotated, and
 * be no key that works any more by the time it is ours.
 */
async function revokeAllKeysOf(tx: Tx, memberIds: readonly string[]): Promise<string[]> {
  const all: string[] = [];
  for (let known = -1; ; ) {
    const actors = await actorsOf(tx, memberIds);
    const live = (await lockLiveKeys(tx, actors)).map(({ id }) => id);
    if (live.length === 0 && actors.length === known) return all;
    known = actors.length;
    await tx.apiKey.updateMany({ where: { id: { in: live } }, data: { revokedAt: now() } });
    all.push(...live);
  }
}

async function liveKeysOf(tx: Tx, memberIds: readonly string[]): Promise<string[]> {
  const made = await actorsOf(tx, memberIds);
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
async function revokeGrantsOf(tx: Tx, memberIds: readonly string[]): Promise<ChangeEntry[]> {
  const kept = new Set(await liveKeysOf(tx, memberIds));
  const makers = (await actorsOf(tx, memberIds)).filter(
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
