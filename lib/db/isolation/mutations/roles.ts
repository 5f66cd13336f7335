import type { Mutation } from "./mutation";

/** Ways in which a role could come to hold more than the rows of its caller. */
export const ROLE_MUTATIONS: readonly Mutation[] = [
  ...["superuser", "bypassrls", "createrole", "createdb", "replication"].map(
    (attribute): Mutation => [
      `a runtime role is ${attribute}`,
      "portcullis_web",
      `alter role portcullis_web ${attribute}`,
    ],
  ),
  ...[
    "portcullis_definer",
    "portcullis_owner",
    "portcullis_gate",
    "pg_read_all_data",
    "pg_maintain",
  ].map(
    (role): Mutation => [
      `a runtime role is a member of ${role}`,
      "portcullis_web",
      `grant ${role} to portcullis_web`,
    ],
  ),
  [
    "a runtime role is a member through another role",
    "portcullis_worker",
    "create role extra; grant portcullis_owner to extra; grant extra to portcullis_worker",
  ],
  [
    "a runtime role owns a table",
    "portcullis_web",
    "alter table portcullis.tools owner to portcullis_web",
  ],
  [
    "a runtime role owns a function",
    "portcullis_gate",
    "alter function portcullis.tenant_id() owner to portcullis_gate",
  ],
  [
    "a runtime role owns the schema",
    "portcullis_worker",
    "alter schema portcullis owner to portcullis_worker",
  ],
  [
    "a runtime role owns a type elsewhere",
    "jackson_svc",
    "create type public.extra as (id int); alter type public.extra owner to jackson_svc",
  ],
  [
    "a runtime role may make temporary objects",
    "temporary in the database",
    "do $$ begin execute format('grant temporary on database %I to public', current_database()); end $$",
  ],
  [
    "a runtime role may make large objects",
    "lo_create",
    "grant execute on function lo_create(oid) to portcullis_web",
  ],
  ["the definer can log in", "portcullis_definer", "alter role portcullis_definer login"],
  ["the definer is a superuser", "portcullis_definer", "alter role portcullis_definer superuser"],
  [
    "somebody is a member of the definer",
    "portcullis_definer",
    "create role extra login; grant portcullis_definer to extra",
  ],
  [
    "the definer is a member of another role",
    "portcullis_definer",
    "grant pg_write_all_data to portcullis_definer",
  ],
  ["the owner passes every policy", "portcullis_owner", "alter role portcullis_owner bypassrls"],
  ...["truncate", "references", "trigger", "maintain"].map(
    (right): Mutation => [
      `a runtime role may ${right}`,
      `portcullis_gate ${right.toUpperCase()} on portcullis.members`,
      `grant ${right} on portcullis.members to portcullis_gate`,
    ],
  ),
  [
    "everybody may truncate",
    "PUBLIC TRUNCATE on portcullis.tools",
    "grant truncate on portcullis.tools to public",
  ],
  [
    "everybody may read a table",
    "PUBLIC SELECT on portcullis.members",
    "grant select on portcullis.members to public",
  ],
  [
    "everybody may read a column",
    "PUBLIC SELECT on portcullis.members.email",
    "grant select (email) on portcullis.members to public",
  ],
  [
    "a runtime role may reference a column",
    "portcullis_worker REFERENCES on portcullis.members.id",
    "grant references (id) on portcullis.members to portcullis_worker",
  ],
  [
    "all is granted at once",
    "portcullis_worker TRUNCATE on portcullis.grants",
    "grant all on all tables in schema portcullis to portcullis_worker",
  ],
  [
    "a right may be passed on",
    "portcullis_web SELECT on portcullis.members",
    "grant select on portcullis.members to portcullis_web with grant option",
  ],
  [
    "the broker's role may truncate its tables",
    "jackson_svc TRUNCATE on jackson.entries",
    "grant truncate on jackson.entries to jackson_svc",
  ],
  [
    "a runtime role may create in the schema",
    "portcullis_web CREATE on schema portcullis",
    "grant create on schema portcullis to portcullis_web",
  ],
  [
    "everybody may create in the open schema",
    "portcullis_web create in public",
    "grant create on schema public to public",
  ],
  [
    "a runtime role may create schemas",
    "portcullis_gate create in the database",
    "do $$ begin execute format('grant create on database %I to portcullis_gate', current_database()); end $$",
  ],
  [
    "everybody may enter the schema",
    "PUBLIC USAGE on schema portcullis",
    "grant usage on schema portcullis to public",
  ],
  [
    "the broker's role may enter the schema",
    "jackson_svc usage of portcullis",
    "grant usage on schema portcullis to jackson_svc",
  ],
  [
    "a runtime role reads the keys",
    "portcullis_web",
    "grant select on portcullis.database_keys to portcullis_web",
  ],
  [
    "a runtime role reads a column of the keys",
    "portcullis_gate",
    "grant select (ipad) on portcullis.database_keys to portcullis_gate",
  ],
  [
    "a runtime role may put keys in",
    "portcullis_worker",
    "grant insert on portcullis.database_keys to portcullis_worker",
  ],
  ["everybody reads the keys", "public", "grant select on portcullis.database_keys to public"],
  [
    "a runtime role writes ledger entries",
    "portcullis_web on ledger_entries",
    "grant insert on portcullis.ledger_entries to portcullis_web",
  ],
  [
    "a runtime role changes a column of the ledger's head",
    "portcullis_gate on ledger_heads",
    "grant update (seq) on portcullis.ledger_heads to portcullis_gate",
  ],
  [
    "a runtime role removes decisions",
    "portcullis_worker on decisions",
    "grant delete on portcullis.decisions to portcullis_worker",
  ],
  [
    "a runtime role changes what was counted",
    "portcullis_worker on quota_counters",
    "grant update on portcullis.quota_counters to portcullis_worker",
  ],
  [
    "a runtime role other than the worker clears counters",
    "portcullis_gate on quota_counters",
    "grant delete on portcullis.quota_counters to portcullis_gate",
  ],
  [
    "a runtime role turns the counter of changes back",
    "portcullis_web on change_counter",
    "grant update on portcullis.change_counter to portcullis_web",
  ],
  [
    "a runtime role restamps the mode",
    "portcullis_web on installation",
    "grant update on portcullis.installation to portcullis_web",
  ],
  [
    "the definer may change what stands in the ledger",
    "portcullis_definer on ledger_entries",
    "grant update on portcullis.ledger_entries to portcullis_definer",
  ],
  [
    "the definer may empty the ledger",
    "portcullis_definer on ledger_entries",
    "grant truncate on portcullis.ledger_entries to portcullis_definer",
  ],
  [
    "a runtime role may switch triggers off",
    "session_replication_role by portcullis_web",
    "grant set on parameter session_replication_role to portcullis_web",
  ],
  ...["session_replication_role = replica", "row_security = off", "request.jwt = 'x'"].map(
    (setting): Mutation => [
      `a runtime role starts with ${setting}`,
      `portcullis_web: ${setting.split(" ")[0]}`,
      // For this database only: the setting for all of them is one row that other test files touch.
      `do $$ begin execute format('alter role portcullis_web in database %I set ${setting.replaceAll("'", "''")}', current_database()); end $$`,
    ],
  ),
  ...["statement_timeout", "idle_in_transaction_session_timeout", "transaction_timeout"].map(
    (setting): Mutation => [
      `a runtime role has no ${setting}`,
      `portcullis_gate: ${setting}`,
      `do $$ begin execute format('alter role portcullis_gate in database %I set ${setting} = 0', current_database()); end $$`,
    ],
  ),
  [
    "a runtime role may update a whole table",
    "portcullis_web updates members",
    "grant update on portcullis.members to portcullis_web",
  ],
  [
    "a runtime role may hand a row to another tenant",
    "portcullis_web updates members.tenant_id",
    "grant update (tenant_id) on portcullis.members to portcullis_web",
  ],
  [
    "a runtime role may move a row to another workspace",
    "portcullis_gate updates grants.workspace_id",
    "grant update (workspace_id) on portcullis.grants to portcullis_gate",
  ],
  ...[
    "pg_stat_get_activity(integer)",
    "pg_stat_get_tuples_inserted(oid)",
    "pg_lock_status()",
    "pg_terminate_backend(integer, bigint)",
    "pg_total_relation_size(regclass)",
    "pg_try_advisory_lock(bigint)",
    "pg_export_snapshot()",
    "pg_notify(text, text)",
    "pg_current_wal_lsn()",
  ].map(
    (signature): Mutation => [
      `everybody may call ${signature}`,
      `portcullis_web execute of ${signature.split("(")[0]}`,
      `grant execute on function ${signature} to public`,
    ],
  ),
  [
    "a runtime role may use a foreign server",
    "portcullis_worker usage of extra",
    "create foreign data wrapper extra; create server extra foreign data wrapper extra; grant usage on foreign server extra to portcullis_worker",
  ],
];
