import { resolveGrant } from "@/lib/db";
import type { CompiledRules } from "@/lib/policy";
import type { KeptServers } from "./kept-servers";
import type { RouteDeps } from "./load-server";
import type { ServerTarget } from "./target";

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
  /** Hashes of the tools' definitions as they were last seen, by name, and one over them all. */
  readonly definitions: ReadonlyMap<string, string>;
  readonly definitionsHash: string;
  readonly expiresAt: Date | null;
};

/**
 * Looks a grant up by its token's hash, and the server it leads to. Null if the grant is unknown,
 * revoked or expired, alike.
 */
export async function loadRoute(
  { db }: Pick<RouteDeps, "db">,
  servers: KeptServers,
  grantHash: Buffer,
  requestId: string,
): Promise<GrantRoute | null> {
  const grant = await resolveGrant(db, grantHash);
  if (grant === null) return null;
  const server = await servers.get(grant, requestId);
  if (server === null) return null;
  const { target, rules, policyHash, definitions, definitionsHash } = server;
  return {
    tenantId: grant.tenant_id,
    workspaceId: grant.workspace_id,
    grantId: grant.grant_id,
    grantName: grant.name,
    server: { id: grant.server_id, name: server.name },
    target,
    rules,
    policyHash,
    definitions,
    definitionsHash,
    expiresAt: grant.expires_at,
  };
}
