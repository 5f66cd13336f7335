/**
 * What may stand outside the rules of isolation, each with its reason. The catalogue check refuses
 * to start on anything that is not here.
 */

/** Tables without a tenant: they hold nothing of one. */
export const SHARED_TABLES: Readonly<Record<string, string>> = {
  _prisma_migrations: "which migrations were applied; read by the owner only",
  installation: "one row: what mode the database was made for",
  database_keys: "keys that verify tokens; no runtime role can read it",
  change_counter: "one number that goes up with every revocation",
  gate_instances: "which gate processes live",
};

/** Functions that run with the definer's rights, and why each must. */
export const DEFINER_FUNCTIONS: Readonly<Record<string, string>> = {
  claims: "reads the keys that nobody else may read",
  resolve_tenant: "the tenant is not known yet",
  resolve_session: "the tenant is not known yet",
  resolve_api_key: "the tenant is not known yet",
  resolve_grant: "the tenant is not known yet",
  list_tenants: "the worker goes from tenant to tenant",
  begin_ledger: "a new tenant's head, which no runtime role may write",
  ledger_extend: "the only writer of entries; callable by other definer functions only",
  ledger_append: "the only way into the ledger for a transaction",
  ledger_read: "verification by an operator reads every tenant's entries",
  ledger_head: "verification by an operator reads every tenant's head",
  quota_reserve: "part of gate_commit",
  gate_commit: "one batch holds calls of many tenants",
  list_abandoned_calls: "a crashed gate leaves calls of many tenants",
  count_change: "the counter belongs to no tenant",
};

export const RUNTIME_ROLES = [
  "portcullis_web",
  "portcullis_gate",
  "portcullis_worker",
  "portcullis_ledger_reader",
  "jackson_svc",
] as const;

/** The lowest minor release of each major that fixes rows hidden by policies being readable. */
export const DATABASE_FLOORS: Readonly<Record<number, number>> = { 18: 180_007 };
