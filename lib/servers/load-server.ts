import { sha256Hex } from "@/lib/crypto";
import { type Database, type GrantRow, withTenantPg } from "@/lib/db";
import { log } from "@/lib/kernel";
import { type CompiledRules, compileRules } from "@/lib/policy";
import type { Vault } from "@/lib/vault";
import { credentialPlace } from "./credential-place";
import { type ServerTarget, type StoredTarget, targetOf } from "./target";

export type RouteDeps = { readonly db: Database; readonly vault: Vault };

/** What the gate must know of a server, whichever of its grants a call comes under. */
export type RoutedServer = {
  readonly version: string;
  readonly name: string;
  readonly target: ServerTarget;
  /** Null while none are published, or if what is stored does not give its own hash. */
  readonly rules: CompiledRules | null;
  readonly policyHash: string | null;
  /** Hashes of the tools' definitions as they were last seen, by name. */
  readonly definitions: ReadonlyMap<string, string>;
  /** One hash over them all. */
  readonly definitionsHash: string;
};

type Row = StoredTarget & {
  readonly version: string;
  readonly name: string;
  readonly header: string | null;
  readonly variable: string | null;
  readonly sealed: Buffer | null;
  readonly hash: string | null;
  readonly document: unknown;
  readonly tools: readonly string[];
  readonly hashes: readonly string[];
};

const LOAD = `select coalesce(s.changed_in, 0)::text as version, s.name, s.kind, s.url, s.command, s.args, s.env,
    c.header, c.variable, c.sealed, r.hash, r.document, t.tools, t.hashes
  from portcullis.servers s
  left join portcullis.server_credentials c on c.tenant_id = s.tenant_id and c.server_id = s.id
  left join portcullis.rule_sets r on r.tenant_id = s.tenant_id and r.id = s.rule_set_id
  cross join lateral (
    select coalesce(array_agg(t.name order by t.name), '{}') as tools,
      coalesce(array_agg(t.definition_hash order by t.name), '{}') as hashes
    from portcullis.tools t where t.tenant_id = $1 and t.server_id = $2) t
  where s.tenant_id = $1 and s.id = $2 and s.removed_at is null`;

/** Reads a server with its credential, rules and tools. Null if it has been removed. */
export async function loadServer(
  { db, vault }: RouteDeps,
  { tenant_id, workspace_id, server_id }: GrantRow,
  requestId: string,
): Promise<RoutedServer | null> {
  const identity = {
    tenantId: tenant_id,
    workspaceIds: [workspace_id],
    subject: `server:${server_id}`,
    requestId,
  };
  const row = await withTenantPg(db, identity, async (client) => {
    const query = { name: "load_server", text: LOAD, values: [tenant_id, server_id] };
    const { rows } = await client.query<Row>(query);
    return rows[0];
  });
  if (row === undefined) return null;
  const { header, variable, sealed, tools, hashes } = row;
  const place = credentialPlace(workspace_id, server_id);
  const credential =
    sealed === null ? null : { header, variable, value: await vault.open(identity, place, sealed) };
  return {
    version: row.version,
    name: row.name,
    target: targetOf(row, credential),
    rules: usableRules(row, server_id),
    policyHash: row.hash,
    definitions: new Map(tools.map((tool, n) => [tool, hashes[n] ?? ""])),
    definitionsHash: sha256Hex(JSON.stringify([tools, hashes])),
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
