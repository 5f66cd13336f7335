import { type Caller, type ChangeEntry, change } from "@/lib/access";
import type { Database, Tx } from "@/lib/db";
import { isId, now, Problem, type Shown } from "@/lib/kernel";
import type { RevokeApiKeyInput, revokedApiKeySchema } from "./api-key.schema";

/**
 * Revokes an API key; the next request that carries it is refused. With its successors, all that it
 * was rotated into goes too, also where it has ended itself: who lost a token does not know how far
 * whoever found it has renewed it.
 */
export async function revokeApiKey(
  { db }: { readonly db: Database },
  caller: Caller,
  id: string,
  { successors }: RevokeApiKeyInput = { successors: "keep" },
): Promise<Shown<typeof revokedApiKeySchema>> {
  const { result, receipt } = await change(db, caller, "api-keys:write", async (tx) => {
    const own = isId(id) ? await revoke(tx, caller, [id]) : [];
    const line = successors === "revoke" && isId(id) ? await revokeSuccessors(tx, caller, id) : [];
    const [first, ...also] = [...own, ...line].map(entryOf);
    if (first === undefined) throw new Problem("not_found");
    return { result: { keysRevoked: 1 + also.length }, entry: first, also };
  });
  return { ...result, receipt };
}

/** Revokes those of these keys that are not yet, and says which they were. */
async function revoke(tx: Tx, { tenantId }: Caller, ids: readonly string[]): Promise<string[]> {
  const rows = await tx.apiKey.updateManyAndReturn({
    where: { tenantId, id: { in: [...ids] }, revokedAt: null },
    data: { revokedAt: now() },
    select: { id: true },
  });
  return rows.map((row) => row.id);
}

/**
 * Until the line has not grown since it was revoked: one of it may have been rotated while it was waited
 * for, and been revoked by somebody else, or have ended, by the time it is found. Each that was seen once
 * is revoked by then and has no other successor, whoever revoked it.
 */
async function revokeSuccessors(tx: Tx, caller: Caller, id: string): Promise<string[]> {
  const all: string[] = [];
  for (let known = -1; ; ) {
    const line = await tx.$queryRaw<{ id: string }[]>`
      with recursive line as (
        select k.id from portcullis.api_keys k
        where k.tenant_id = (select portcullis.tenant_id()) and k.rotated_from = ${id}::uuid
        union
        select k.id from portcullis.api_keys k join line l on k.rotated_from = l.id
        where k.tenant_id = (select portcullis.tenant_id())
      )
      select id::text from line order by id`;
    const ids = line.map((row) => row.id);
    if (ids.length === known) return all;
    known = ids.length;
    all.push(...(await revoke(tx, caller, ids)));
  }
}

function entryOf(id: string): ChangeEntry {
  return {
    type: "api-key.revoked",
    action: "api-key.revoke",
    target: `api-key:${id}`,
    outcome: "done",
    refs: { "api-key": id },
  };
}
