import { randomBytes } from "node:crypto";
import type { TestDatabase } from "./test-database";

/**
 * A session of that member that began just now, or so many seconds ago. It has the member's own id, so
 * that a caller can be written down without asking for it; nobody has its token.
 */
export async function makeSession(
  database: TestDatabase,
  { tenantId, memberId }: { readonly tenantId: string; readonly memberId: string },
  ageSeconds = 0,
): Promise<{ readonly id: string }> {
  await database.admin(
    `insert into portcullis.sessions (tenant_id, id, member_id, token_hash, created_at, idle_expires_at, expires_at)
     values ($1, $2, $2, $3, now() - make_interval(secs => $4), now() + interval '1 hour', now() + interval '1 hour')
     on conflict (tenant_id, id) do update set created_at = excluded.created_at`,
    [tenantId, memberId, randomBytes(32), ageSeconds],
  );
  return { id: memberId };
}
