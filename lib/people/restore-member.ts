import {
  type Caller,
  change,
  lessenMade,
  placeMember,
  requireGivable,
  requireStepUp,
} from "@/lib/access";
import type { Database } from "@/lib/db";
import { Problem } from "@/lib/kernel";
import type { Receipt } from "@/lib/ledger";
import { lockMember, refuseChange } from "./lock-member";
import type { RoleInput } from "./member.schema";

/**
 * Takes a former member back, with a role that is given anew, in the workspaces that the caller sees.
 * They sign in as before; what ended with their removal stays ended.
 *
 * @throws Problem `not_found` where they are no former member, `forbidden`.
 */
export async function restoreMember(
  { db }: { readonly db: Database },
  caller: Caller,
  id: string,
  input: RoleInput,
): Promise<{ readonly receipt: Receipt }> {
  const { receipt } = await change(db, caller, "members:write", async (tx) => {
    const locked = await lockMember(tx, caller, id);
    if (locked.member.status !== "removed") throw new Problem("not_found");
    const { role, columns, words } = await requireGivable(tx, caller, input);
    const next = { owner: role.ref === "owner", permissions: role.permissions };
    // What they were counts no more: only what they are to be is judged, and where.
    const { reach } = locked;
    refuseChange(caller, { ...locked, member: { ...locked.member, ...next, reach } }, next);
    await requireStepUp(tx, caller, "members.change");
    await tx.member.updateMany({
      where: { tenantId: caller.tenantId, id },
      data: { status: "active", removedBy: null, ...columns, everyWorkspace: reach.every },
    });
    await placeMember(tx, caller, id, reach);
    // Keys of theirs that were kept are held against what they are now.
    const { entries } = await lessenMade(tx, caller, [id]);
    return {
      result: undefined,
      entry: {
        type: "member.restored",
        action: "member.restore",
        target: `member:${id}`,
        outcome: "done",
        reason: `role:${words}`,
        refs: { member: id },
      },
      also: entries,
    };
  });
  return { receipt };
}
