import { sha256 } from "@/lib/crypto";
import { type Database, withTenantPg } from "@/lib/db";
import { log } from "@/lib/kernel";
import type { GrantRoute } from "@/lib/servers";
import type { RpcId } from "./message";
import { identityOf } from "./session-place";
import type { McpSession } from "./sessions";

/** Kept for as long as a gate may need to hear of it, the newest sixteen of a session. */
const KEPT = 16;
const NOTE = `update portcullis.mcp_sessions s
  set cancelled = (
    select coalesce(jsonb_agg(kept.one), '[]') from (
      select one from jsonb_array_elements(s.cancelled || (
          select jsonb_agg(jsonb_build_object('call', call, 'at', extract(epoch from clock_timestamp()) - age))
          from unnest($4::text[], $5::float8[]) as noted (call, age))) with ordinality as t (one, n)
      where (one ->> 'at')::float8 > extract(epoch from clock_timestamp()) - 10
      order by n desc limit ${KEPT}) kept)
  where tenant_id = $1 and id = $2 and grant_id = $3 and ended_at is null`;
/** Notes that are written at once, and sessions that may wait for it: a flood costs the others nothing. */
const AT_ONCE = 2;
const MAX_WAITING = 1_000;

type Waiting = {
  readonly grant: GrantRoute;
  readonly session: McpSession;
  /** Their hashes, and when each was cancelled by this process' clock. */
  readonly calls: Map<string, number>;
  readonly requestId: string;
};

export type NoteCancelled = (
  grant: GrantRoute,
  session: McpSession,
  rpcId: RpcId,
  requestId: string,
) => void;

/**
 * Tells whichever gate has a call that its client has cancelled it; never waits and never fails. The
 * calls of one session that come while others are written go together, the newest of them.
 */
export function cancelNotes(db: Database): NoteCancelled {
  const waiting = new Map<string, Waiting>();
  const writing = new Set<string>();

  async function write({ grant, session, calls, requestId }: Waiting): Promise<void> {
    await withTenantPg(db, identityOf(grant, requestId), (client) => {
      const ages = [...calls.values()].map((at) => (performance.now() - at) / 1_000);
      const values = [grant.tenantId, session.id, grant.grantId, [...calls.keys()], ages];
      return client.query({ name: "note_cancelled", text: NOTE, values });
    });
  }

  function next(): void {
    for (const [id, note] of waiting) {
      if (writing.size >= AT_ONCE) return;
      if (writing.has(id)) continue;
      waiting.delete(id);
      writing.add(id);
      void write(note)
        .catch((error: unknown) => {
          log.warn("a cancellation could not be passed on", { error, request_id: note.requestId });
        })
        .finally(() => {
          writing.delete(id);
          next();
        });
    }
  }

  return (grant, session, rpcId, requestId) => {
    const known = waiting.get(session.id);
    if (known === undefined && waiting.size >= MAX_WAITING) return;
    const note = known ?? { grant, session, calls: new Map(), requestId };
    waiting.set(session.id, note);
    note.calls.set(hashOfCall(rpcId), performance.now());
    const [oldest] = note.calls.keys();
    if (note.calls.size > KEPT && oldest !== undefined) note.calls.delete(oldest);
    next();
  };
}

/** What stands for a call's id where it is told of: the id is the client's own word. A string is no number. */
export function hashOfCall(rpcId: RpcId): string {
  return sha256(JSON.stringify(rpcId)).toString("base64url");
}
