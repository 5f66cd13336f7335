import { type Caller, change, placeMember, reachFrom, requireReach } from "@/lib/access";
import type { Database } from "@/lib/db";
import { Problem } from "@/lib/kernel";
import type { Receipt } from "@/lib/ledger";
import { lockMember, refuseChange } from "./lock-member";
import type { MemberPlacesInput } from "./member.schema";

/**
 * Says which workspaces a member sees, from their next request on. Who may do everything sees every
 * workspace, whatever is listed.
 *
 * @throws Problem `not_found`, `forbidden`, `unprocessable` at each workspace that the caller does not see.
 */
export async function changeMemberWorkspaces(
  { db }: { readonly db: Database },
  caller: Caller,
  id: string,
  { workspaces }: MemberPlacesInput,
): Promise<{ readonly receipt: Receipt }> {
  const { receipt } = await change(db, caller, "members:write", async (tx) => {
    const locked = await lockMember(tx, caller, id);
    const { member } = locked;
    if (member.status !== "active") throw new Problem("not_found");
    refuseChange(caller, locked, member);
    const reach = reachFrom(workspaces);
    await requireReach(tx, caller, reach);
    await tx.member.updateMany({
      where: { tenantId: caller.tenantId, id },
      data: { everyWorkspace: reach.every },
    });
    await placeMember(tx, caller, id, reach);
    return {
      result: undefined,
      entry: {
        type: "member.workspaces-changed",
        action: "member.change-workspaces",
        target: `member:${id}`,
        outcome: "done",
        keys: reach.every ? ["every"] : [...reach.workspaces].sort(),
        refs: { member: id },
      },
    };
  });
  return { receipt };
}
