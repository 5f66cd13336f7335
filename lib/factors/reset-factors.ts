import { type Caller, type ChangeEntry, change, requireStepUp } from "@/lib/access";
import type { Database } from "@/lib/db";
import { endFactors } from "@/lib/identity";
import { Problem, type Shown } from "@/lib/kernel";
import { announce } from "@/lib/notices";
import { endSessionsOf, lockMember, refuseChange } from "@/lib/people";
import type { resetFactorsSchema } from "./factor.schema";
import type { ResetReason } from "./reset-reasons";

/**
 * Takes all of a member's factors away, for one who has lost them: recovery codes, known browsers,
 * sessions and sign-ins that wait end with them. They sign in anew and, where they must have a factor,
 * make one then. Nobody resets their own, nor those of who may do what they may not.
 *
 * @throws Problem `not_found`, `forbidden`, `step_up_required`.
 */
export async function resetFactors(
  { db }: { readonly db: Database },
  caller: Caller,
  id: string,
  { reason = "unstated" }: { readonly reason?: ResetReason | "unstated" | undefined } = {},
): Promise<Shown<typeof resetFactorsSchema>> {
  const { tenantId } = caller;
  const { result, receipt } = await change(db, caller, "members:write", async (tx) => {
    const locked = await lockMember(tx, caller, id);
    if (locked.member.status !== "active") throw new Problem("not_found");
    refuseChange(caller, locked, locked.member);
    await requireStepUp(tx, caller, "factors.reset");
    const factorsRemoved = await endFactors(tx, tenantId, id);
    const sessions = await endSessionsOf(tx, [id]);
    const refs = { member: id };
    // The member themselves, and everybody who might have done it.
    const told = { kind: "factors.reset", refs } as const;
    await announce(tx, caller, { ...told, to: { permission: "members:write" } });
    const theirs = locked.member.permissions;
    if (!theirs.has("members:write") && !theirs.has("admin:all"))
      await announce(tx, caller, { ...told, to: { members: [id] } });
    return {
      result: { factorsRemoved, sessionsEnded: sessions.length },
      entry: {
        type: "factors.reset",
        action: "factors.reset",
        target: `member:${id}`,
        outcome: "done",
        reason,
        refs: { member: id },
      },
      also: sessions.map(
        ({ id: session }): ChangeEntry => ({
          type: "session.ended",
          action: "session.end",
          target: `session:${session}`,
          outcome: "done",
          reason: "factors-reset",
          refs: { member: id, session },
        }),
      ),
    };
  });
  return { ...result, receipt };
}
