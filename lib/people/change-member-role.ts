import { type Caller, change, requireGivable, requireStepUp } from "@/lib/access";
import type { Database } from "@/lib/db";
import { Problem } from "@/lib/kernel";
import type { Receipt } from "@/lib/ledger";
import { announce } from "@/lib/notices";
import { lockMember, refuseChange } from "./lock-member";
import type { RoleInput } from "./member.schema";

/**
 * Gives a member another role. It holds from their next request on. A former member is not found:
 * they are restored with a role.
 *
 * @throws Problem `last_owner`, `not_found`, `forbidden`.
 */
export async function changeMemberRole(
  { db }: { readonly db: Database },
  caller: Caller,
  id: string,
  input: RoleInput,
): Promise<{ readonly receipt: Receipt }> {
  const { receipt } = await change(db, caller, "members:write", async (tx) => {
    const locked = await lockMember(tx, caller, id);
    if (locked.member.status !== "active") throw new Problem("not_found");
    const { role, columns, words } = await requireGivable(tx, caller, input);
    const next = { owner: role.ref === "owner", permissions: role.permissions };
    refuseChange(caller, locked, next);
    await requireStepUp(tx, caller, "roles.change");
    await tx.member.updateMany({ where: { tenantId: caller.tenantId, id }, data: columns });
    await announce(tx, caller, {
      kind: "member.role-changed",
      to: { members: [id] },
      refs: { member: id },
    });
    return {
      result: undefined,
      entry: {
        type: "member.role-changed",
        action: "member.change-role",
        target: `member:${id}`,
        outcome: "done",
        reason: `role:${locked.member.role}->${words}`,
        refs: { member: id },
      },
    };
  });
  return { receipt };
}
