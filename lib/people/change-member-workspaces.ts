import {
  type Caller,
  change,
  lessenMade,
  placeMember,
  reachFrom,
  requireReach,
  requireStepUp,
} from "@/lib/access";
import type { Database } from "@/lib/db";
import { Problem, type Shown } from "@/lib/kernel";
import { lockMember, refuseChange } from "./lock-member";
import type { changedAccessSchema, MemberPlacesInput } from "./member.schema";

/**
 * Says which workspaces a member sees, from their next request on. Who may do everything sees every
 * workspace, whatever is listed. Keys and grants they made are held against it at once.
 *
 * @throws Problem `not_found`, `forbidden`, `unprocessable` at each workspace that the caller does not see, and at
 * `/keys`.
 */
export async function changeMemberWorkspaces(
  { db }: { readonly db: Database },
  caller: Caller,
  id: string,
  { workspaces, keys }: MemberPlacesInput,
): Promise<Shown<typeof changedAccessSchema>> {
  const { result: made, receipt } = await change(db, caller, "members:write", async (tx) => {
    const locked = await lockMember(tx, caller, id);
    const { member } = locked;
    if (member.status !== "active") throw new Problem("not_found");
    refuseChange(caller, locked, member);
    const reach = reachFrom(workspaces);
    await requireReach(tx, caller, reach);
    await requireStepUp(tx, caller, "members.change");
    await tx.member.updateMany({
      where: { tenantId: caller.tenantId, id },
      data: { everyWorkspace: reach.every },
    });
    await placeMember(tx, caller, id, reach);
    const { made, entries } = await lessenMade(tx, caller, [id], keys);
    return {
      result: made,
      entry: {
        type: "member.workspaces-changed",
        action: "member.change-workspaces",
        target: `member:${id}`,
        outcome: "done",
        keys: reach.every ? ["every"] : [...reach.workspaces].sort(),
        refs: { member: id },
      },
      also: entries,
    };
  });
  return { receipt, made };
}
