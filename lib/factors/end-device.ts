import { changeOwn } from "@/lib/access";
import type { SessionCaller } from "@/lib/identity";
import { isId, now, Problem } from "@/lib/kernel";
import type { Receipt } from "@/lib/ledger";
import type { Rooms } from "./prover";

/** Forgets one of the caller's own browsers: at its next sign-in it is asked like any other. */
export async function endDevice(
  { db }: Pick<Rooms, "db">,
  caller: SessionCaller,
  id: string,
): Promise<{ readonly receipt: Receipt }> {
  const { tenantId, memberId } = caller;
  const { receipt } = await changeOwn(db, caller, async (tx) => {
    const { count } = isId(id)
      ? await tx.memberDevice.updateMany({
          where: { tenantId, id, memberId, revokedAt: null },
          data: { revokedAt: now() },
        })
      : { count: 0 };
    if (count === 0) throw new Problem("not_found");
    return {
      result: undefined,
      entry: {
        type: "device.ended",
        action: "device.end",
        target: `device:${id}`,
        outcome: "done",
        refs: { member: memberId, device: id },
      },
    };
  });
  return { receipt };
}
