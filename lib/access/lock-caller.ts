import type { Tx } from "@/lib/db";
import { Problem } from "@/lib/kernel";
import type { Caller } from "./caller";

/**
 * Holds the caller's own record until the transaction ends, for a change that makes or gives a way
 * in: who is removed or revoked at the same moment either was in time, and what they made is found by
 * whoever ends them, or makes nothing any more. To be taken before any other lock.
 *
 * @throws Problem `unauthenticated` if they were ended since they were let in.
 */
export async function lockCaller(tx: Tx, caller: Caller): Promise<void> {
  const id = caller.actor.slice(caller.actor.indexOf(":") + 1);
  if (caller.kind === "member") {
    const [row] = await tx.$queryRaw<{ status: string }[]>`
      select status from portcullis.members
      where tenant_id = (select portcullis.tenant_id()) and id = ${id}::uuid for share`;
    refuseEnded(row !== undefined && row.status !== "active");
  } else if (caller.kind === "api-key") {
    const [row] = await tx.$queryRaw<{ ended: boolean }[]>`
      select revoked_at is not null or coalesce(expires_at <= clock_timestamp(), false) as ended
      from portcullis.api_keys
      where tenant_id = (select portcullis.tenant_id()) and id = ${id}::uuid for share`;
    refuseEnded(row?.ended === true);
  }
}

function refuseEnded(ended: boolean): void {
  if (ended) throw new Problem("unauthenticated");
}
