import { databaseProblem } from "./database-problem";
import { inDatabaseSpan } from "./in-database-span";
import type { Database } from "./open";

/**
 * Looking up a credential before its tenant is known. Each kind has one definer function in the
 * database, which takes a hash and returns at most one row; a miss takes the same path as a hit.
 */
async function resolveOne<Row extends object>(
  db: Database,
  name: string,
  value: Buffer | string,
): Promise<Row | null> {
  try {
    const query = { name, text: `select * from portcullis.${name}($1)`, values: [value] };
    const { rows } = await inDatabaseSpan(name, null, () => db.pool.query<Row>(query));
    return rows.length === 1 ? (rows[0] ?? null) : null;
  } catch (error) {
    throw databaseProblem(error);
  }
}

export type TenantRow = {
  readonly tenant_id: string;
  readonly slug: string;
  readonly name: string;
};

/** The tenant of an address, or null. */
export function resolveTenant(db: Database, slug: string): Promise<TenantRow | null> {
  return resolveOne<TenantRow>(db, "resolve_tenant", slug);
}

export type SessionRow = {
  readonly tenant_id: string;
  readonly tenant_slug: string;
  readonly tenant_name: string;
  readonly workspace_ids: string[];
  readonly session_id: string;
  readonly member_id: string;
  readonly email: string;
  readonly name: string;
  readonly role: string;
  readonly minted_at: Date;
  readonly seen_at: Date;
  readonly expires_at: Date;
  /** False where the token is the one before the last re-mint, still good for a moment. */
  readonly current_token: boolean;
  /** What signed in, and from where. */
  readonly user_agent: string | null;
  readonly address: string | null;
  /** How they proved who they are (RFC 8176). */
  readonly amr: string[];
  /** Whether a second factor was ever proven in it. */
  readonly with_factor: boolean;
  /** Whether it was let in without one by a browser that its member trusted. */
  readonly trusted_browser: boolean;
  /** What the organisation says of second factors and of sessions; null where it has said nothing. */
  readonly mfa_policy: unknown;
  readonly sessions_policy: unknown;
};

/** The live session of a cookie's hash with its member as of now, or null. */
export function resolveSession(db: Database, hash: Buffer): Promise<SessionRow | null> {
  return resolveOne<SessionRow>(db, "resolve_session", hash);
}

/** The live session of a client that a verified token names, with its member as of now, or null. */
export async function resolveClientSession(
  db: Database,
  tenantId: string,
  sessionId: string,
): Promise<SessionRow | null> {
  try {
    const { rows } = await inDatabaseSpan("resolve_client_session", null, () =>
      db.pool.query<SessionRow>({
        name: "resolve_client_session",
        text: "select * from portcullis.resolve_client_session($1, $2)",
        values: [tenantId, sessionId],
      }),
    );
    return rows.length === 1 ? (rows[0] ?? null) : null;
  } catch (error) {
    throw databaseProblem(error);
  }
}

export type RefreshTokenPlace = {
  readonly tenant_id: string;
  readonly id: string;
  readonly session_id: string;
};

/** Where a refresh token's hash belongs, whether it is still good or not; or null. */
export function resolveRefreshToken(db: Database, hash: Buffer): Promise<RefreshTokenPlace | null> {
  return resolveOne<RefreshTokenPlace>(db, "resolve_refresh_token", hash);
}

/** Where a device code's hash belongs, whatever became of it; or null. */
export function resolveDeviceCode(
  db: Database,
  hash: Buffer,
): Promise<{ readonly tenant_id: string; readonly id: string } | null> {
  return resolveOne(db, "resolve_device_code", hash);
}

export type ApiKeyRow = {
  readonly tenant_id: string;
  readonly tenant_slug: string;
  readonly tenant_name: string;
  readonly workspace_ids: string[];
  readonly key_id: string;
  readonly name: string;
  readonly capabilities: string[];
  readonly last_used_at: Date | null;
  readonly expires_at: Date | null;
  readonly created_at: Date;
  /** What the organisation says of its keys; null where it has said nothing. */
  readonly policy: unknown;
};

/**
 * The live API key of a token's hash, or null. The database gives a row for a miss too, for which it
 * did the work of a hit.
 */
export async function resolveApiKey(db: Database, hash: Buffer): Promise<ApiKeyRow | null> {
  const row = await resolveOne<ApiKeyRow & { readonly hit: boolean }>(db, "resolve_api_key", hash);
  return row?.hit === true ? row : null;
}

export type GrantRow = {
  readonly tenant_id: string;
  readonly workspace_id: string;
  readonly grant_id: string;
  readonly server_id: string;
  readonly name: string;
  readonly expires_at: Date | null;
  /** Another whenever anything has changed that belongs to the server. */
  readonly server_version: string;
};

/** The live grant of a token's hash, or null. */
export function resolveGrant(db: Database, hash: Buffer): Promise<GrantRow | null> {
  return resolveOne<GrantRow>(db, "resolve_grant", hash);
}

export type SetupLinkRow = {
  readonly tenant_id: string;
  readonly tenant_slug: string;
  readonly tenant_name: string;
  readonly link_id: string;
  readonly expires_at: Date;
};

/** The live setup link of a token's hash, or null. */
export function resolveSetupLink(db: Database, hash: Buffer): Promise<SetupLinkRow | null> {
  return resolveOne<SetupLinkRow>(db, "resolve_setup_link", hash);
}

export type DomainRow = {
  readonly tenant_id: string;
  readonly tenant_slug: string;
  /** The one connection that vouches for it; null where any of the tenant's does. */
  readonly connection_id: string | null;
};

/** The tenant whose sign-in addresses of a domain lead to, or null where there is not exactly one. */
export function resolveDomain(db: Database, name: string): Promise<DomainRow | null> {
  return resolveOne<DomainRow>(db, "resolve_domain", name);
}

export type DirectoryRow = {
  readonly tenant_id: string;
  readonly workspace_ids: string[];
  readonly directory_id: string;
  readonly token_id: string;
  readonly name: string;
  readonly capabilities: string[];
};

/** The directory of a live SCIM token's hash, or null. A miss is given a row too, as with API keys. */
export async function resolveDirectory(db: Database, hash: Buffer): Promise<DirectoryRow | null> {
  const row = await resolveOne<DirectoryRow & { readonly hit: boolean }>(
    db,
    "resolve_directory",
    hash,
  );
  return row?.hit === true ? row : null;
}
