import { type Caller, isPermission, parsePolicy } from "@/lib/access";
import { parseToken } from "@/lib/crypto";
import { type Database, lastUseNotes, resolveApiKey, type Used } from "@/lib/db";
import { now } from "@/lib/kernel";
import { allowedCapabilities, earlier, isFromAllowed, policyEnd } from "./judge-policy";

export type ApiKeyCaller = Caller & {
  readonly kind: "api-key";
  readonly endsAt: Date | null;
  readonly tenant: { readonly slug: string; readonly name: string };
};

const NOTES = new WeakMap<Database, (used: Used) => void>();

/**
 * The key behind a bearer token, or null. Its row is read on every request, so a revoked key is
 * refused on the next one. What is not a token by its form and checksum is no key, and is not looked
 * up; everything else takes one and the same query, whether there is such a key or not.
 *
 * @throws Problem `unavailable` if the database cannot be asked: the answer is then no.
 */
export async function resolveApiKeyCaller(
  { db }: { readonly db: Database },
  token: string,
  request: { readonly requestId: string; readonly address?: string | null },
): Promise<ApiKeyCaller | null> {
  const parsed = parseToken(token, "pck");
  if (parsed === null) return null;
  const row = await resolveApiKey(db, parsed.hash);
  if (row === null) return null;
  const policy = parsePolicy("api-keys", row.policy ?? {});
  const endsAt = earlier(row.expires_at, policyEnd(policy, row.created_at));
  if (endsAt !== null && endsAt <= now()) return null;
  if (!isFromAllowed(policy, request.address ?? null)) return null;
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
    permissions: new Set(allowedCapabilities(policy, row.capabilities.filter(isPermission))),
    source: "api",
    endsAt,
    tenant: { slug: row.tenant_slug, name: row.tenant_name },
  };
  notes(db)({ id: row.key_id, identity: caller });
  return caller;
}

function notes(db: Database): (used: Used) => void {
  const known = NOTES.get(db) ?? lastUseNotes(db, "api_keys");
  NOTES.set(db, known);
  return known;
}
