import { type Caller, change, lessenMade, requireGivable, requireStepUp } from "@/lib/access";
import type { Database } from "@/lib/db";
import { Problem, type Shown } from "@/lib/kernel";
import { announce } from "@/lib/notices";
import { lockMember, refuseChange } from "./lock-member";
import type { changedAccessSchema, RoleChangeOfMember } from "./member.schema";

/**
 * Gives a member another role. It holds from their next request on, and keys and grants they made are
 * held against it at once. A former member is not found: they are restored with a role.
 *
 * @throws Problem `last_owner`, `not_found`, `forbidden`; `unprocessable` at `/keys`.
 */
export async function changeMemberRole(
  { db }: { readonly db: Database },
  caller: Caller,
  id: string,
  input: RoleChangeOfMember,
): Promise<Shown<typeof changedAccessSchema>> {
  const { result: made, receipt } = await change(db, caller, "members:write", async (tx) => {
    const locked = await lockMember(tx, caller, id);
    if (locked.member.status !== "active") throw new Problem("not_found");
    const { role, columns, words } = await requireGivable(tx, caller, input);
    const next = { owner: role.ref === "owner", permissions: role.permissions };
    refuseChange(caller, locked, next);
    await requireStepUp(tx, caller, "roles.change");
    await tx.member.updateMany({ where: { tenantId: caller.tenantId, id }, data: columns });
    const { made, entries } = await lessenMade(tx, caller, [id], input.keys);
    await announce(tx, caller, {
      kind: "member.role-changed",
      to: { members: [id] },
      refs: { member: id },
    });
    return {
      result: made,
      entry: {
        type: "member.role-changed",
        action: "member.change-role",
        target: `member:${id}`,
        outcome: "done",
        reason: `role:${locked.member.role}->${words}`,
        refs: { member: id },
      },
      also: entries,
    };
  });
  return { receipt, made };
}
