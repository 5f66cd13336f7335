import { sha256 } from "@/lib/crypto";
import { type Database, withTenantPg } from "@/lib/db";
import type { GrantRoute } from "@/lib/servers";
import type { RpcId } from "./message";
import { identityOf } from "./session-place";
import type { McpSession } from "./sessions";

/** Kept for as long as a gate may need to hear of it, the newest sixteen of a session. */
const NOTE = `update portcullis.mcp_sessions s
  set cancelled = (
    select coalesce(jsonb_agg(kept.one), '[]') from (
      select one from jsonb_array_elements(s.cancelled || jsonb_build_object(
          'call', $4::text, 'at', extract(epoch from clock_timestamp()))) with ordinality as t (one, n)
      where (one ->> 'at')::float8 > extract(epoch from clock_timestamp()) - 10
      order by n desc limit 16) kept)
  where tenant_id = $1 and id = $2 and grant_id = $3 and ended_at is null`;

/** Tells whichever gate has the call that its client has cancelled it. */
export async function noteCancelled(
  db: Database,
  grant: GrantRoute,
  session: McpSession,
  rpcId: RpcId,
  requestId: string,
): Promise<void> {
  const values = [grant.tenantId, session.id, grant.grantId, hashOfCall(rpcId)];
  await withTenantPg(db, identityOf(grant, requestId), (client) =>
    client.query({ name: "note_cancelled", text: NOTE, values }),
  );
}

/** What stands for a call's id where it is told of: the id is the client's own word. A string is no number. */
export function hashOfCall(rpcId: RpcId): string {
  return sha256(JSON.stringify(rpcId)).toString("base64url");
}
