import { type Database, withTenantPg } from "@/lib/db";
import { eachTenant } from "./each-tenant";

/** How many of a directory's requests are kept, the newest: whoever holds its token writes one with each. */
const EVENTS_OF_DIRECTORY = 10_000;
const AT_ONCE = 30_000;

/**
 * What has ended and is no record: sessions a week past their end with their refresh tokens, sign-ins
 * of clients an hour past their time, sign-ins that waited for a second step and browsers that were
 * known a week past their end, challenges of passkeys after a day, idempotency keys older than a day,
 * quota windows older than two days with what was settled in them, protocol sessions a week after they
 * ended or were last used, notices after 90 days, what directories sent after 30 and what is too much of
 * it, refused sign-ins and ended setup links after 30, tests of connections after one. The ledger and the
 * decision log are never cleared.
 */
const STATEMENTS = [
  "delete from portcullis.sessions where tenant_id = $1 and least(expires_at, coalesce(revoked_at, expires_at)) < now() - interval '7 days'",
  "delete from portcullis.device_codes where tenant_id = $1 and expires_at < now() - interval '1 hour'",
  "delete from portcullis.idempotency_keys where tenant_id = $1 and created_at < now() - interval '1 day'",
  "delete from portcullis.quota_reservations where tenant_id = $1 and state <> 'reserved' and window_start < now() - interval '3 days'",
  "delete from portcullis.quota_counters where tenant_id = $1 and window_start < now() - interval '3 days'",
  "delete from portcullis.notices where tenant_id = $1 and created_at < now() - interval '90 days'",
  "delete from portcullis.sign_in_traces where tenant_id = $1 and at < now() - interval '30 days'",
  "delete from portcullis.connection_tests where tenant_id = $1 and created_at < now() - interval '1 day'",
  "delete from portcullis.setup_links where tenant_id = $1 and expires_at < now() - interval '30 days'",
  "delete from portcullis.factor_attempts where tenant_id = $1 and failed_at < now() - interval '1 day'",
  "delete from portcullis.member_attempts where tenant_id = $1 and failed_at < now() - interval '1 day'",
  "delete from portcullis.factor_challenges where tenant_id = $1 and expires_at < now() - interval '1 day'",
  "delete from portcullis.second_steps where tenant_id = $1 and expires_at < now() - interval '7 days'",
  "delete from portcullis.member_devices where tenant_id = $1 and least(expires_at, coalesce(revoked_at, expires_at)) < now() - interval '7 days'",
  "delete from portcullis.mcp_sessions where tenant_id = $1 and coalesce(ended_at, used_at) < now() - interval '7 days'",
  "delete from portcullis.directory_events where tenant_id = $1 and at < now() - interval '30 days'",
  // So many at a time as go in time; materialised, or a planner without statistics looks anew for each row.
  `with past as materialized (
     select x.id from portcullis.directories d, lateral (
       select x.id from portcullis.directory_events x where x.tenant_id = d.tenant_id and x.directory_id = d.id
       order by x.id desc offset ${EVENTS_OF_DIRECTORY} limit ${AT_ONCE}) x
     where d.tenant_id = $1 limit ${AT_ONCE})
   delete from portcullis.directory_events e using past where e.tenant_id = $1 and e.id = past.id`,
];

/** Clears away, in every tenant, what has ended and is no record. Returns how many rows that were. */
export async function clearEnded(db: Database): Promise<number> {
  let cleared = 0;
  await eachTenant(db, async (caller) => {
    await withTenantPg(db, caller, async (client) => {
      for (const statement of STATEMENTS)
        cleared += (await client.query(statement, [caller.tenantId])).rowCount ?? 0;
    });
  });
  const instances = await db.pool.query(
    "delete from portcullis.gate_instances where seen_at < now() - interval '1 day'",
  );
  return cleared + (instances.rowCount ?? 0);
}
