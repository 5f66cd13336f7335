import { type Caller, isPermission } from "@/lib/access";
import { hashToken, parseToken } from "@/lib/crypto";
import { type Database, resolveApiKey, withTenant } from "@/lib/db";
import { log, now } from "@/lib/kernel";

/** Use is written down at most this often, so that a busy key does not write on every request. */
const USE_NOTED_EVERY_MS = 5 * 60 * 1000;

export type ApiKeyCaller = Caller & {
  readonly kind: "api-key";
  readonly tenant: { readonly slug: string; readonly name: string };
};

/**
 * The key behind a bearer token, or null. Its row is read on every request, so a revoked key is
 * refused on the next one. A token that is no key of ours is looked up as well: a miss takes the
 * way of a hit.
 *
 * @throws Problem `unavailable` if the database cannot be asked: the answer is then no.
 */
export async function resolveApiKeyCaller(
  { db }: { readonly db: Database },
  token: string,
  request: { readonly requestId: string },
): Promise<ApiKeyCaller | null> {
  const parsed = parseToken(token, "pck");
  const row = await resolveApiKey(db, parsed?.hash ?? hashToken(token));
  if (parsed === null || row === null) return null;
  const actor = `api-key:${row.key_id}`;
  const caller: ApiKeyCaller = {
    kind: "api-key",
    actor,
    subject: actor,
    name: row.name,
    tenantId: row.tenant_id,
    workspaceIds: row.workspace_ids,
    requestId: request.requestId,
    role: null,
    permissions: new Set(row.capabilities.filter(isPermission)),
    source: "api",
    tenant: { slug: row.tenant_slug, name: row.tenant_name },
  };
  const at = now();
  const noted = row.last_used_at?.getTime() ?? 0;
  if (at.getTime() - noted >= USE_NOTED_EVERY_MS) noteUse(db, caller, row.key_id, at);
  return caller;
}

/** Beside the request, not in it: when a key was last used is told to people, and decides nothing. */
function noteUse(db: Database, caller: ApiKeyCaller, id: string, at: Date): void {
  withTenant(db, caller, (tx) =>
    tx.apiKey.updateMany({
      where: { tenantId: caller.tenantId, id },
      data: { lastUsedAt: at },
    }),
  ).catch((error: unknown) => log.warn("the use of an API key was not noted", { error }));
}
