import { type Caller, change, policyOf } from "@/lib/access";
import type { Database, Tx } from "@/lib/db";
import { Problem, type Shown } from "@/lib/kernel";
import { endAccess } from "./end-access";
import { lockMember, refuseChange } from "./lock-member";
import type { RemovalInput, removedMemberSchema } from "./member.schema";

/**
 * Takes a member out of the organisation: their sessions end at once and they cannot sign in. The
 * API keys they made are revoked with them, and those that these keys made, since they may know
 * every one of them; or kept, and marked as a former member's until somebody rotates them. The grants
 * they made end, as they do where a directory puts somebody out, and those that such a key made end with the key. The
 * record stays, so that the ledger's names stay, and so that they can be restored.
 *
 * @throws Problem `last_owner`, `not_found`, `forbidden`.
 */
export async function removeMember(
  { db }: { readonly db: Database },
  caller: Caller,
  id: string,
  input: RemovalInput,
): Promise<Shown<typeof removedMemberSchema>> {
  const { result, receipt } = await change(db, caller, "members:write", async (tx) => {
    const locked = await lockMember(tx, caller, id);
    if (locked.member.status !== "active") throw new Problem("not_found");
    refuseChange(caller, locked, null);
    const keys = await fateOfKeys(tx, caller, input);
    await tx.member.updateMany({
      where: { tenantId: caller.tenantId, id },
      data: { status: "removed", removedBy: caller.actor },
    });
    const ended = await endAccess(tx, [id], { keys: keys === "revoke", grants: true });
    return {
      result: {
        sessionsEnded: ended.sessions.length,
        keysRevoked: ended.keys.length,
        grantsRevoked: ended.grants.length,
      },
      entry: {
        type: "member.removed",
        action: "member.remove",
        target: `member:${id}`,
        outcome: "done",
        reason: `keys:${keys === "revoke" ? "revoked" : "kept"}`,
        refs: { member: id },
      },
      also: ended.entries,
    };
  });
  return { ...result, receipt };
}

/**
 * What becomes of a leaver's keys: what the policy says, or what was asked for where it leaves that
 * open. Asking for what the policy forbids is a fault, not a wish that is passed over in silence.
 */
async function fateOfKeys(
  tx: Tx,
  { tenantId }: Caller,
  { keys }: RemovalInput,
): Promise<"revoke" | "keep"> {
  const { whenMakerLeaves } = (await policyOf(tx, tenantId, "api-keys")).document;
  if (whenMakerLeaves === "choose") return keys ?? "revoke";
  const fate = whenMakerLeaves === "revoke" ? "revoke" : "keep";
  // To revoke more than the policy asks for is always allowed.
  if (keys === undefined || keys === fate || keys === "revoke") return keys ?? fate;
  const message = "Your organisation's policy is that the keys of who leaves are revoked";
  throw new Problem("unprocessable", { extensions: { fields: [{ path: "/keys", message }] } });
}
