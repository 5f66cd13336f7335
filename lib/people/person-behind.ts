import type { Caller } from "@/lib/access";
import type { Tx } from "@/lib/db";

/**
 * The member who acts: a person as themselves, a key as whoever made it, or made the key that made it.
 * Null where it is nobody: the house itself, a directory, or a key of the operator's.
 */
export async function personBehind(tx: Tx, caller: Caller): Promise<string | null> {
  const id = caller.actor.slice(caller.actor.indexOf(":") + 1);
  if (caller.kind === "member") return id;
  if (caller.kind !== "api-key") return null;
  const [row] = await tx.$queryRaw<{ id: string }[]>`
    with recursive line as (
      select k.created_by from portcullis.api_keys k
      where k.tenant_id = (select portcullis.tenant_id()) and k.id = ${id}::uuid
      union
      select k.created_by from portcullis.api_keys k join line l on l.created_by = 'api-key:' || k.id
      where k.tenant_id = (select portcullis.tenant_id())
    )
    select substr(created_by, 8) as id from line where created_by like 'member:%'`;
  return row?.id ?? null;
}
