import { type Database, resolveGrant, withTenantPg } from "@/lib/db";
import { log } from "@/lib/kernel";
import { type CompiledRules, compileRules } from "@/lib/policy";
import type { Vault } from "@/lib/vault";
import { credentialPlace } from "./credential-place";
import { type ServerTarget, type StoredTarget, targetOf } from "./target";

/** All that the gate must know to judge and forward a call under one grant. */
export type GrantRoute = {
  readonly tenantId: string;
  readonly workspaceId: string;
  readonly grantId: string;
  readonly grantName: string;
  readonly server: { readonly id: string; readonly name: string };
  readonly target: ServerTarget;
  /** Null while none are published, or if what is stored does not give its own hash. */
  readonly rules: CompiledRules | null;
  readonly policyHash: string | null;
  /** Hashes of the tools' definitions as they were last seen, by name. */
  readonly definitions: ReadonlyMap<string, string>;
  readonly expiresAt: Date | null;
};

type Row = StoredTarget & {
  readonly name: string;
  readonly header: string | null;
  readonly variable: string | null;
  readonly sealed: Buffer | null;
  readonly hash: string | null;
  readonly document: unknown;
  readonly definitions: Record<string, string>;
};

const LOAD = `select s.name, s.kind, s.url, s.command, s.args, s.env, c.header, c.variable, c.sealed, r.hash, r.document,
    (select coalesce(jsonb_object_agg(t.name, t.definition_hash), '{}') from portcullis.tools t
     where t.tenant_id = s.tenant_id and t.server_id = s.id) as definitions
  from portcullis.servers s
  left join portcullis.server_credentials c on c.tenant_id = s.tenant_id and c.server_id = s.id
  left join portcullis.rule_sets r on r.tenant_id = s.tenant_id and r.id = s.rule_set_id
  where s.tenant_id = $1 and s.id = $2 and s.removed_at is null`;

/**
 * Looks a grant up by its token's hash, and all that belongs to it. Null if the grant is unknown,
 * revoked or expired, alike.
 */
export async function loadRoute(
  { db, vault }: { readonly db: Database; readonly vault: Vault },
  grantHash: Buffer,
  requestId: string,
): Promise<GrantRoute | null> {
  const grant = await resolveGrant(db, grantHash);
  if (grant === null) return null;
  const identity = {
    tenantId: grant.tenant_id,
    workspaceIds: [grant.workspace_id],
    subject: `grant:${grant.grant_id}`,
    requestId,
  };
  const row = await withTenantPg(db, identity, async (client) => {
    const { rows } = await client.query<Row>({
      name: "load_route",
      text: LOAD,
      values: [grant.tenant_id, grant.server_id],
    });
    return rows[0];
  });
  if (row === undefined) return null;
  const credential =
    row.sealed === null
      ? null
      : {
          header: row.header,
          variable: row.variable,
          value: await vault.open(
            identity,
            credentialPlace(grant.workspace_id, grant.server_id),
            row.sealed,
          ),
        };
  return {
    tenantId: grant.tenant_id,
    workspaceId: grant.workspace_id,
    grantId: grant.grant_id,
    grantName: grant.name,
    server: { id: grant.server_id, name: row.name },
    target: targetOf(row, credential),
    rules: usableRules(row, grant.server_id),
    policyHash: row.hash,
    definitions: new Map(Object.entries(row.definitions)),
    expiresAt: grant.expires_at,
  };
}

/** Rules are known by their hash: a stored document that does not give it is not a policy. */
function usableRules(row: Row, serverId: string): CompiledRules | null {
  if (row.hash === null) return null;
  try {
    const rules = compileRules(row.document);
    if (rules.hash === row.hash) return rules;
    log.error("stored rules do not give their hash; nothing passes", { serverId, hash: row.hash });
  } catch (error) {
    log.error("stored rules do not compile; nothing passes", { serverId, hash: row.hash, error });
  }
  return null;
}
