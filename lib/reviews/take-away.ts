import { type Caller, mayDo, type Permission } from "@/lib/access";
import { revokeApiKey } from "@/lib/credentials";
import { type Database, joinTransaction, type Tx } from "@/lib/db";
import { toProblem } from "@/lib/kernel";
import { removeMember } from "@/lib/people";
import { revokeGrant } from "@/lib/servers";
import { goneAmong } from "./gone-among";

/** What ended with what was taken away; null where the caller may not take it away. */
export type Taken = { readonly sessions: number; readonly keys: number } | null;

const NOTHING_MORE = { sessions: 0, keys: 0 };

/** What one must hold to take a subject away. */
export function permissionFor(subject: string): Permission {
  if (subject.startsWith("member:")) return "members:write";
  return subject.startsWith("grant:") ? "grants:write" : "api-keys:write";
}

/**
 * Takes the subject of a line away, in the caller's transaction: a member leaves, a key is revoked with
 * all that it was rotated into, a grant is revoked. What has gone in the meantime is gone.
 *
 * @throws Problem `last_owner`.
 */
export async function takeAway(
  { db, tx }: { readonly db: Database; readonly tx: Tx },
  caller: Caller,
  subject: string,
): Promise<Taken> {
  if ((await goneAmong(tx, [subject])).has(subject)) return NOTHING_MORE;
  if (!mayDo(caller, permissionFor(subject))) return null;
  const id = subject.slice(subject.indexOf(":") + 1);
  const rooms = { db: joinTransaction(db, tx) };
  if (subject.startsWith("member:")) {
    try {
      const { sessionsEnded, keysRevoked } = await removeMember(rooms, caller, id, {});
      return { sessions: sessionsEnded, keys: keysRevoked };
    } catch (thrown) {
      // They may do more than the caller: who may do as much is asked. Nothing was written by then.
      if (toProblem(thrown).code === "forbidden") return null;
      throw thrown;
    }
  }
  if (subject.startsWith("grant:")) {
    // In a workspace that the caller does not see there is nothing for them to revoke.
    const grant = await tx.grant.findFirst({ where: { id }, select: { serverId: true } });
    if (grant === null) return null;
    await revokeGrant(rooms, caller, grant.serverId, id);
    return NOTHING_MORE;
  }
  const { keysRevoked } = await revokeApiKey(rooms, caller, id, { successors: "revoke" });
  return { sessions: 0, keys: keysRevoked - 1 };
}
