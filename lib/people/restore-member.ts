import { type Caller, change } from "@/lib/access";
import type { Database } from "@/lib/db";
import { Problem } from "@/lib/kernel";
import type { Receipt } from "@/lib/ledger";
import { lockMember, refuseChange } from "./lock-member";
import type { RoleInput } from "./member.schema";

/**
 * Takes a former member back, with a role that is given anew. They sign in as before; what ended
 * with their removal stays ended.
 *
 * @throws Problem `not_found` where they are no former member, `forbidden`.
 */
export async function restoreMember(
  { db }: { readonly db: Database },
  caller: Caller,
  id: string,
  { role }: RoleInput,
): Promise<{ readonly receipt: Receipt }> {
  const { receipt } = await change(db, caller, "members:write", async (tx) => {
    const locked = await lockMember(tx, caller, id);
    if (locked.member.status !== "removed") throw new Problem("not_found");
    // What they were counts no more: only what they are to be is judged.
    refuseChange(caller, { ...locked, member: { ...locked.member, role } }, role);
    await tx.member.updateMany({
      where: { tenantId: caller.tenantId, id },
      data: { status: "active", role },
    });
    return {
      result: undefined,
      entry: {
        type: "member.restored",
        action: "member.restore",
        target: `member:${id}`,
        outcome: "done",
        reason: `role:${role}`,
        refs: { member: id },
      },
    };
  });
  return { receipt };
}
