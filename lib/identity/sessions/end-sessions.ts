import {
  type Caller,
  type ChangeEntry,
  changeOwn,
  holdsAll,
  lockCaller,
  requirePermission,
  standingFrom,
} from "@/lib/access";
import { type Database, standingIn, type Tx, withTenant } from "@/lib/db";
import { isId, now, Problem, type Shown } from "@/lib/kernel";
import type { Receipt } from "@/lib/ledger";
import { announce } from "@/lib/notices";
import { memberOf } from "./list-sessions";
import type { endedSessionsSchema } from "./session.schema";

export type EndedSessions = Shown<typeof endedSessionsSchema>;
type Rooms = { readonly db: Database };

/**
 * Ends one session: one's own, or with `sessions:write` another person's, who is then told. The next
 * request under it is refused, by whatever token and at every door.
 *
 * @throws Problem `not_found` for another organisation's as for none, and for one that has ended;
 * `forbidden` if the person may do more than the caller.
 */
export async function endOneSession(
  { db }: Rooms,
  caller: Caller,
  id: string,
): Promise<{ readonly receipt: Receipt }> {
  const { receipt } = await changeOwn(db, caller, async (tx) => {
    const row = isId(id)
      ? await tx.session.findUnique({ where: { tenantId_id: { tenantId: caller.tenantId, id } } })
      : null;
    const own = memberOf(caller);
    if (own === null || row?.memberId !== own) requirePermission(caller, "sessions:write");
    if (row === null) throw new Problem("not_found");
    const [entry] = await endFor(tx, caller, row.memberId, { id });
    if (entry === undefined) throw new Problem("not_found");
    return { result: undefined, entry };
  });
  return { receipt };
}

/** Ends every session of a member, who is told: for one whose device was lost, or who was phished. */
export async function endSessionsOf(
  { db }: Rooms,
  caller: Caller,
  memberId: string,
): Promise<EndedSessions> {
  requirePermission(caller, "sessions:write");
  return await endMany(db, caller, async (tx) => {
    const known = isId(memberId)
      ? await tx.member.count({ where: { tenantId: caller.tenantId, id: memberId } })
      : 0;
    if (known === 0) throw new Problem("not_found");
    return await endFor(tx, caller, memberId, {});
  });
}

/** Ends every other session of the caller's own: the one that asks goes on. */
export async function endOtherSessions(
  { db }: Rooms,
  caller: Caller & { readonly session?: { readonly id: string } },
): Promise<EndedSessions> {
  const memberId = memberOf(caller);
  // A key is nobody, and has none; but whether the database takes its word is asked all the same.
  if (memberId === null) return await withTenant(db, caller, async () => NONE);
  const own = caller.session?.id;
  return await endMany(db, caller, (tx) =>
    endFor(tx, caller, memberId, own === undefined ? {} : { id: { not: own } }),
  );
}

const NONE: EndedSessions = { ended: 0, receipt: null };

/** Where there is nothing to end there is nothing to record either. */
class Nothing extends Error {}

async function endMany(
  db: Database,
  caller: Caller,
  work: (tx: Tx) => Promise<ChangeEntry[]>,
): Promise<EndedSessions> {
  try {
    const { result, receipt } = await changeOwn(db, caller, async (tx) => {
      const [entry, ...also] = await work(tx);
      if (entry === undefined) throw new Nothing();
      return { result: 1 + also.length, entry, also };
    });
    return { ended: result, receipt };
  } catch (error) {
    if (error instanceof Nothing) return NONE;
    throw error;
  }
}

/** Ends what of a member's sessions stands; an entry for each. The member's record is held meanwhile. */
async function endFor(
  tx: Tx,
  caller: Caller,
  memberId: string,
  which: { readonly id?: string | { readonly not: string } },
): Promise<ChangeEntry[]> {
  const { tenantId } = caller;
  const own = memberOf(caller) === memberId;
  await lockPeople(tx, caller, memberId);
  if (!own) await refuseAbove(tx, caller, memberId);
  const at = now();
  const standing = { tenantId, memberId, revokedAt: null, expiresAt: { gt: at } };
  const open = await tx.session.findMany({
    where: { ...standing, ...which },
    select: { id: true },
  });
  const ids = open.map(({ id }) => id);
  const reason = own ? "ended-by-member" : "ended-by-other";
  await tx.session.updateMany({
    where: { tenantId, id: { in: ids }, revokedAt: null },
    data: { revokedAt: at, endedBecause: reason },
  });
  if (!own && ids.length > 0) {
    const about = { kind: "session.ended-by-other", refs: { member: memberId } } as const;
    await announce(tx, caller, { ...about, to: { members: [memberId] } });
  }
  return ids.map((session) => ({
    type: "session.ended",
    action: "session.end",
    target: `session:${session}`,
    outcome: "done",
    reason,
    refs: { member: memberId, session },
  }));
}

/**
 * Holds the records of both, in an order that is the same for all. A client comes in while its person's
 * record is held: none can slip in between.
 */
async function lockPeople(tx: Tx, caller: Caller, memberId: string): Promise<void> {
  const self = memberOf(caller);
  if (self === null) await lockCaller(tx, caller);
  const rows = await tx.$queryRaw<{ id: string; status: string }[]>`
    select id::text, status from portcullis.members
    where tenant_id = (select portcullis.tenant_id())
      and id in (${memberId}::uuid, ${self ?? memberId}::uuid)
    order by id for no key update`;
  if (rows.some(({ id, status }) => id === self && status !== "active"))
    throw new Problem("unauthenticated");
}

/** Nobody throws out who may do more than they may. */
async function refuseAbove(tx: Tx, caller: Caller, memberId: string): Promise<void> {
  const row = await standingIn(tx, memberId);
  const standing = row === null ? null : standingFrom(row);
  if (standing === null || holdsAll(caller, standing.permissions)) return;
  throw new Problem("forbidden", {
    detail: "They may do more than you: only somebody who may do as much can end their sessions.",
  });
}
