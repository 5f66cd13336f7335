/**
 * What may stand outside the rules of isolation, each with its reason. The catalogue check refuses
 * to start on anything that is not here.
 */

/** Tables without a tenant: they hold nothing of one. */
export const SHARED_TABLES: Readonly<Record<string, string>> = {
  _prisma_migrations: "which migrations were applied; read by the owner only",
  installation: "one row: what mode the database was made for",
  database_keys: "keys that verify tokens; no runtime role can read it",
  change_counter: "one number that goes up with every deletion of what gates keep",
  gate_instances: "which gate processes live",
  signing_keys: "keys that sign access tokens, the installation's; the private parts are sealed",
  saml_keys:
    "keys towards SAML identity providers, the installation's; the private parts are sealed",
};

export type DefinerFunction = {
  /** Why it must run with the definer's rights. */
  readonly why: string;
  /** The runtime roles that may call it; none where only other functions or triggers do. */
  readonly callers: readonly string[];
};

const WEB = "portcullis_web";
const GATE = "portcullis_gate";
const WORKER = "portcullis_worker";
const READER = "portcullis_ledger_reader";

/** Functions that run with the definer's rights, why each must, and who may call it. */
export const DEFINER_FUNCTIONS: Readonly<Record<string, DefinerFunction>> = {
  claims: {
    why: "reads the keys that nobody else may read",
    callers: [WEB, GATE, WORKER, READER],
  },
  failing_providers: {
    why: "readiness counts the providers of all tenants that do not answer, and learns no more",
    callers: [WEB],
  },
  degraded_directories: {
    why: "readiness counts the directories of all tenants that are silent or refused, and learns no more",
    callers: [WEB],
  },
  resolve_tenant: { why: "the tenant is not known yet", callers: [WEB] },
  resolve_session: { why: "the tenant is not known yet", callers: [WEB] },
  resolve_client_session: {
    why: "a signed token names the session; its row says whether that still stands",
    callers: [WEB],
  },
  resolve_refresh_token: { why: "the tenant is not known yet", callers: [WEB] },
  resolve_device_code: { why: "the tenant is not known yet", callers: [WEB] },
  rotate_signing_keys: {
    why: "the keys belong to no tenant, and nobody may put one of their own among them",
    callers: [WORKER],
  },
  keep_saml_key: {
    why: "the keys belong to no tenant; only the first is taken in",
    callers: [WEB],
  },
  begin_saml_rotation: {
    why: "the keys belong to no tenant, and nobody may put one of their own among them",
    callers: [WORKER],
  },
  finish_saml_rotation: {
    why: "the keys belong to no tenant, and nobody may change which of them signs otherwise",
    callers: [WORKER],
  },
  forget_saml_keys: {
    why: "the keys belong to no tenant; only those that open nothing any more go",
    callers: [WORKER],
  },
  resolve_api_key: { why: "the tenant is not known yet", callers: [WEB] },
  resolve_directory: { why: "the tenant is not known yet", callers: [WEB] },
  resolve_grant: { why: "the tenant is not known yet", callers: [GATE] },
  resolve_setup_link: { why: "the tenant is not known yet", callers: [WEB] },
  resolve_domain: { why: "the tenant is not known yet", callers: [WEB] },
  lessen_api_key: {
    why: "no runtime role may change what a key may do: this only takes away",
    callers: [WEB],
  },
  live_grants_of: {
    why: "what a member made is found in every workspace, whichever their changer is looking at",
    callers: [WEB],
  },
  revoke_grants: {
    why: "what a member made ends in every workspace, whichever their changer is looking at",
    callers: [WEB],
  },
  list_tenants: { why: "the worker goes from tenant to tenant", callers: [WORKER, READER] },
  begin_ledger: { why: "a new tenant's head, which no runtime role may write", callers: [] },
  ledger_write: {
    why: "the only writer of entries; other definer functions call it",
    callers: [],
  },
  ledger_append: {
    why: "the only way into the ledger for a transaction",
    callers: [WEB, GATE, WORKER],
  },
  ledger_read: {
    why: "an operator's verification reads every tenant's entries",
    callers: [READER],
  },
  ledger_head: { why: "an operator's verification reads every tenant's head", callers: [READER] },
  decision_rows: {
    why: "an operator's verification holds every tenant's decisions against their entries",
    callers: [READER],
  },
  decision_entries: {
    why: "an operator's verification finds decisions that no entry stands for",
    callers: [READER],
  },
  streams_before: {
    why: "an operator's verification asks what stood before an entry in its stream, for every tenant",
    callers: [READER],
  },
  gate_commit: { why: "one batch holds calls of many tenants", callers: [GATE, WORKER] },
  list_abandoned_calls: {
    why: "a crashed gate leaves calls of many tenants",
    callers: [WORKER],
  },
  changes_since: { why: "a gate serves grants and sessions of many tenants", callers: [GATE] },
  mark_credential_change: {
    why: "who writes a credential need not be able to write the server",
    callers: [],
  },
  count_change: { why: "the counter belongs to no tenant", callers: [] },
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
