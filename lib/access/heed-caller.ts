import { standingIn, type Tx } from "@/lib/db";
import { Problem } from "@/lib/kernel";
import type { Caller } from "./caller";
import { isPermission } from "./permissions";
import { covers, keyReach } from "./reach";
import { holdsAll } from "./roles/judge-role";
import { standingFrom, stillHolds } from "./standing";

/**
 * Lets a change stand only if whoever makes it still may. To be asked after the change's entry was
 * appended: the ledger's head is held from then on, so a change of their role or of their key either
 * stands before this entry, and is seen here, or will stand after it. Nobody finishes with a role
 * that was taken from them, and the ledger never shows that anybody did.
 *
 * @throws Problem `unauthenticated` if they were ended, or their organisation's doors closed, since they were let in; `forbidden` if they may
 * less than then.
 */
export async function heedCaller(tx: Tx, caller: Caller): Promise<void> {
  if (caller.kind === "system") return;
  const id = caller.actor.slice(caller.actor.indexOf(":") + 1);
  if (caller.kind === "api-key") return await heedKey(tx, caller, id);
  const row = await standingIn(tx, id);
  const standing = row === null ? null : standingFrom(row);
  if (standing === null) throw new Problem("unauthenticated");
  if (!stillHolds(caller, standing)) throw lessened();
}

/**
 * A key may end or lessen itself: what this very transaction did to it does not count against it. What
 * was taken from it since does, as it does of a member.
 */
async function heedKey(tx: Tx, caller: Caller, id: string): Promise<void> {
  const [row] = await tx.$queryRaw<Heeded[]>`
    select k.revoked_at is not null or coalesce(k.expires_at <= clock_timestamp(), false) as ended,
      k.xmin = pg_current_xact_id()::xid as own, t.status <> 'active' as closed, k.capabilities
    from portcullis.api_keys k join portcullis.tenants t on t.tenant_id = k.tenant_id
    where k.tenant_id = (select portcullis.tenant_id()) and k.id = ${id}::uuid`;
  if (row === undefined || row.closed) throw new Problem("unauthenticated");
  if (row.own) return;
  if (row.ended) throw new Problem("unauthenticated");
  const held = new Set(row.capabilities.filter(isPermission));
  const reach = await keyReach(tx, id);
  const places = { every: false, workspaces: caller.workspaceIds };
  if (holdsAll({ permissions: held }, caller.permissions) && covers(reach, places)) return;
  throw lessened();
}

type Heeded = {
  readonly ended: boolean;
  readonly own: boolean;
  /** Whether the organisation's doors are closed. */
  readonly closed: boolean;
  readonly capabilities: readonly string[];
};

function lessened(): Problem {
  return new Problem("forbidden", {
    detail: "What you may do was changed while this was under way, so it was not done.",
  });
}
