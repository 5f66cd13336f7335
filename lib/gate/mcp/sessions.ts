import { randomBytes } from "node:crypto";
import { sha256 } from "@/lib/crypto";
import { type Database, type Identity, withTenantPg } from "@/lib/db";
import { log, newId, Secret } from "@/lib/kernel";
import type { ChangeWatch, GrantRoute } from "@/lib/servers";
import type { Vault } from "@/lib/vault";
import { identityOf, placeOf } from "./session-place";
import { sessionUseNotes } from "./session-use";

/** A protocol session of the gate's own, and the upstream's that stands behind it, if it has one. */
export type McpSession = { readonly id: string; readonly upstream: Secret | null };

export type Sessions = {
  /**
   * Begins a session and returns the token the client is to send; only its hash is kept. Beyond the
   * grant's share of sessions, the one that was used longest ago ends for it, and is told of.
   */
  begin(
    grant: GrantRoute,
    upstream: string | null,
    requestId: string,
  ): Promise<{ readonly token: string; readonly displaced: readonly McpSession[] }>;
  /** The session a token names, or null if it is unknown, has ended, or belongs to another grant. */
  find(grant: GrantRoute, token: string, requestId: string): Promise<McpSession | null>;
  end(grant: GrantRoute, session: McpSession, requestId: string): Promise<void>;
  /** Ends all sessions of a grant, and tells which these were: each to one caller only. */
  endAll(grant: GrantRoute, requestId: string): Promise<readonly McpSession[]>;
  /** Which of a grant's sessions, by their ids, have not ended. */
  stillOpen(
    grant: GrantRoute,
    ids: readonly string[],
    requestId: string,
  ): Promise<ReadonlySet<string>>;
  /** Notes that a session is in use; never waits and never fails. */
  noteUse(grant: GrantRoute, session: McpSession): void;
};

type Watch = Pick<ChangeWatch, "fresh" | "onChange" | "onSessionsEnded">;
type Cached = Promise<McpSession | null>;
type Row = { readonly id: string; readonly upstream_session: Buffer | null };

/** Most clients never end their sessions; without this one grant's would grow without bound. */
const END_SURPLUS = `update portcullis.mcp_sessions set ended_at = now()
  where tenant_id = $1 and ended_at is null and id in (
    select id from portcullis.mcp_sessions
    where tenant_id = $1 and grant_id = $2 and ended_at is null
    order by used_at desc, id desc offset $3)
  returning id, upstream_session`;
const END_ALL = `update portcullis.mcp_sessions set ended_at = now()
  where tenant_id = $1 and grant_id = $2 and ended_at is null
  returning id, upstream_session`;
const MAX_CACHED = 10_000;
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/**
 * Sessions in the database, so that any gate process serves them. A session authenticates nobody: it
 * is looked up under the grant that came with the request, and means nothing to another. Look-ups
 * are kept until the session is told to have ended; what is told of grants and servers changes no session.
 */
export function createSessions(
  deps: { readonly db: Database; readonly vault: Vault },
  watch: Watch,
  perGrant: number,
): Sessions {
  const { db, vault } = deps;
  const cache = new Map<string, Cached>();
  const noteUse = sessionUseNotes((grant, session) =>
    withTenantPg(db, identityOf(grant, newId()), (client) =>
      client.query({
        name: "note_session_use",
        text: `update portcullis.mcp_sessions set used_at = now()
          where tenant_id = $1 and id = $2 and ended_at is null`,
        values: [grant.tenantId, session.id],
      }),
    ),
  );
  // Told that they have ended: no look-up from before brings one of them back.
  const ended = new Set<string>();
  function forget(): void {
    cache.clear();
    ended.clear();
  }
  watch.onChange(({ all }) => {
    if (all) forget();
  });
  watch.onSessionsEnded((ids) => {
    if (ended.size + ids.size > MAX_CACHED) forget();
    for (const id of ids) ended.add(id);
  });

  async function load(
    grant: GrantRoute,
    hash: Buffer,
    requestId: string,
  ): Promise<McpSession | null> {
    const identity = identityOf(grant, requestId);
    const row = await withTenantPg(db, identity, async (client) => {
      const { rows } = await client.query<Row>({
        name: "find_mcp_session",
        text: `select id, upstream_session from portcullis.mcp_sessions
          where tenant_id = $1 and token_hash = $2 and grant_id = $3 and server_id = $4 and ended_at is null`,
        values: [grant.tenantId, hash, grant.grantId, grant.server.id],
      });
      return rows[0];
    });
    return row === undefined ? null : await opened(grant, identity, row);
  }

  async function opened(grant: GrantRoute, identity: Identity, row: Row): Promise<McpSession> {
    const { id, upstream_session: sealed } = row;
    const upstream =
      sealed === null ? null : await vault.open(identity, placeOf(grant, id), sealed);
    return { id, upstream };
  }

  return {
    noteUse,

    async begin(grant, upstream, requestId) {
      const id = newId();
      const token = randomBytes(32).toString("base64url");
      const identity = identityOf(grant, requestId);
      const sealed =
        upstream === null
          ? null
          : await vault.seal(identity, placeOf(grant, id), new Secret(upstream));
      const { tenantId, workspaceId, grantId, server } = grant;
      const rows = await withTenantPg(db, identity, async (client) => {
        await client.query(
          `insert into portcullis.mcp_sessions
             (tenant_id, workspace_id, id, token_hash, grant_id, server_id, upstream_session)
           values ($1, $2, $3, $4, $5, $6, $7)`,
          [tenantId, workspaceId, id, sha256(token), grantId, server.id, sealed],
        );
        const surplus = await client.query<Row>({
          name: "end_surplus_sessions",
          text: END_SURPLUS,
          values: [tenantId, grantId, perGrant],
        });
        return surplus.rows;
      });
      if (rows.length > 0)
        log.info("sessions ended for newer ones", { grant: grantId, sessions: rows.length });
      const displaced = await Promise.all(rows.map((row) => opened(grant, identity, row)));
      return { token, displaced };
    },

    async find(grant, token, requestId) {
      if (!TOKEN.test(token)) return null;
      const hash = sha256(token);
      const key = `${grant.grantId}/${hash.toString("base64")}`;
      const hit = cache.get(key);
      if (hit !== undefined && watch.fresh()) {
        const cached = await hit;
        return cached === null || ended.has(cached.id) ? null : cached;
      }
      const session = load(grant, hash, requestId);
      if (cache.size >= MAX_CACHED) forget();
      cache.set(key, session);
      session.then(
        (found) => found ?? cache.delete(key),
        () => cache.delete(key),
      );
      return await session;
    },

    async end(grant, session, requestId) {
      await withTenantPg(db, identityOf(grant, requestId), (client) =>
        client.query(
          `update portcullis.mcp_sessions set ended_at = now()
           where tenant_id = $1 and id = $2 and ended_at is null`,
          [grant.tenantId, session.id],
        ),
      );
      ended.add(session.id);
    },

    async endAll(grant, requestId) {
      const identity = identityOf(grant, requestId);
      const rows = await withTenantPg(db, identity, async (client) => {
        const ending = await client.query<Row>(END_ALL, [grant.tenantId, grant.grantId]);
        return ending.rows;
      });
      return await Promise.all(rows.map((row) => opened(grant, identity, row)));
    },

    async stillOpen(grant, ids, requestId) {
      if (ids.length === 0) return new Set();
      const rows = await withTenantPg(db, identityOf(grant, requestId), async (client) => {
        const found = await client.query<{ id: string }>({
          name: "open_mcp_sessions",
          text: `select id from portcullis.mcp_sessions
            where tenant_id = $1 and id = any ($2) and ended_at is null`,
          values: [grant.tenantId, ids],
        });
        return found.rows;
      });
      return new Set(rows.map(({ id }) => id));
    },
  };
}
