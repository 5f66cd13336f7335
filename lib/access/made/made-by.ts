import { standingIn, type Tx } from "@/lib/db";
import { standingFrom } from "../standing";
import type { Maker } from "./judge-made";

/** A key that works, and the member who made it, or made the key that did. */
export type MadeKey = {
  readonly id: string;
  readonly maker: string;
  readonly capabilities: readonly string[];
  readonly every: boolean;
  readonly workspaces: readonly string[];
};

/** Who acts for a member, as the ledger names them; of a key its id as well. */
export type Actor = {
  readonly actor: string;
  readonly maker: string;
  readonly key: string | null;
};

/** Everything that acts for these members: themselves, and the keys they and those keys made, live or not. */
export async function actorsOf(tx: Tx, memberIds: readonly string[]): Promise<Actor[]> {
  return await tx.$queryRaw<Actor[]>`
    with recursive made as (
      select 'member:' || m.id as actor, m.id::text as maker, null::text as key from unnest(${[...memberIds]}::uuid[]) as m (id)
      union
      select 'api-key:' || k.id, m.maker, k.id::text from portcullis.api_keys k join made m on k.created_by = m.actor
      where k.tenant_id = (select portcullis.tenant_id())
    )
    select actor, maker, key from made`;
}

/** The keys among these that work, held as they are until the transaction ends. */
export async function lockLiveKeys(tx: Tx, actors: readonly Actor[]): Promise<MadeKey[]> {
  const makers = new Map(actors.flatMap(({ key, maker }) => (key === null ? [] : [[key, maker]])));
  const rows = await tx.$queryRaw<Omit<MadeKey, "maker">[]>`
    select k.id::text, k.capabilities, k.every_workspace as every,
      array(select b.workspace::text from portcullis.api_key_workspaces b
        where b.tenant_id = k.tenant_id and b.key_id = k.id order by 1) as workspaces
    from portcullis.api_keys k
    where k.tenant_id = (select portcullis.tenant_id()) and k.id = any(${[...makers.keys()]}::uuid[])
      and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())
    order by k.id for update`;
  return rows.flatMap((row) => {
    const maker = makers.get(row.id);
    return maker === undefined ? [] : [{ ...row, maker }];
  });
}

const NAMED = /^(member|api-key):([0-9a-f-]{36})$/;

/**
 * The member behind each of these, as the ledger names them: themselves, or whoever made the first key
 * of the line that made it. Whoever is nobody's is not in the answer.
 */
export async function membersBehind(
  tx: Tx,
  actors: Iterable<string>,
): Promise<ReadonlyMap<string, string>> {
  const asked = [...new Set(actors)].filter((actor) => NAMED.test(actor));
  const found = new Map<string, string>();
  const keys: string[] = [];
  for (const actor of asked) {
    const [, kind, id = ""] = NAMED.exec(actor) ?? [];
    if (kind === "member") found.set(actor, id);
    else keys.push(id);
  }
  if (keys.length === 0) return found;
  const rows = await tx.$queryRaw<{ key: string; maker: string }[]>`
    with recursive line as (
      select k.id as key, k.created_by from portcullis.api_keys k
      where k.tenant_id = (select portcullis.tenant_id()) and k.id = any(${keys}::uuid[])
      union
      select l.key, k.created_by from line l
      join portcullis.api_keys k on 'api-key:' || k.id = l.created_by and k.tenant_id = (select portcullis.tenant_id())
    )
    select key::text, created_by as maker from line where created_by like 'member:%'`;
  for (const { key, maker } of rows) found.set(`api-key:${key}`, maker.slice("member:".length));
  return found;
}

/** What a member may do and where, as of this very statement; null where they are no member now. */
export async function makerNow(tx: Tx, memberId: string): Promise<Maker | null> {
  const row = await standingIn(tx, memberId);
  const standing = row === null ? null : standingFrom(row);
  if (standing === null) return null;
  const { permissions, everyWorkspace, workspaceIds } = standing;
  return {
    permissions,
    reach: { every: everyWorkspace, workspaces: everyWorkspace ? [] : workspaceIds },
  };
}
