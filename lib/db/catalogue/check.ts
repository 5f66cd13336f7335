import { RUNTIME_ROLES } from "../allow-list";

/** One promise of isolation, as a question to the catalogue. */
export type Check = {
  readonly check: string;
  readonly detail: string;
  /** Returns what breaks the promise, one row an object; an empty answer means that it holds. */
  readonly sql: string;
  readonly values?: readonly unknown[];
};

/** The runtime roles as a list of SQL literals. */
export const RUNTIME = RUNTIME_ROLES.map((role) => `'${role}'`).join(", ");

/** Schemas that people fill; the system's own and those of temporary tables are left out. */
export const OF_PEOPLE = "n.nspname !~ '^pg_' and n.nspname <> 'information_schema'";

/** Whether an access list entry `a` names a runtime role or everybody. */
export const REACHES_RUNTIME = `(a.grantee = 0 or a.grantee in (select oid from pg_roles where rolname in (${RUNTIME})))`;

/**
 * PostgreSQL's own functions by which one session learns of others, ends them, or meets them: their
 * statements and locks, what each table took and weighs, advisory locks, channels, the server's log.
 */
export const WATCHING_FUNCTIONS =
  "^(?:pg_(?:stat_.*|(?:try_)?advisory_.*|lock_status|(?:safe_snapshot_)?blocking_pids|isolation_test_session_is_blocked|(?:cancel|terminate)_backend|(?:relation|table|indexes|total_relation|database|tablespace)_size|export_snapshot|notify|notification_queue_usage|logical_emit_message|prepared_xact|get_replication_slots|current_wal_.*|last_(?:wal|xact)_.*|last_committed_xact|xact_commit_timestamp.*|walfile_.*|prepared_statement|cursor)|lo_(?:creat|create|from_bytea|open|put))$";
