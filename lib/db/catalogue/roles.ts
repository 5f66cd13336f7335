import { type Check, OF_PEOPLE, REACHES_RUNTIME, RUNTIME, WATCHING_FUNCTIONS } from "./check";

/** What only functions of the definer write. */
const WRITTEN_BY_FUNCTIONS = [
  "ledger_entries",
  "ledger_heads",
  "decisions",
  "quota_counters",
  "quota_reservations",
  "change_counter",
  "installation",
];
/** Settings of a role that would switch a safeguard off for it. */
const UNSAFE_SETTINGS = "^(?:session_replication_role|row_security|request\\.)";

/** The roles that processes connect as can do nothing but read and write rows that are theirs. */
export const ROLE_CHECKS: readonly Check[] = [
  {
    check: "runtime roles own nothing and bypass nothing",
    detail: "the role is privileged, owns something, or is a member of another role",
    sql: `select r.rolname as object from pg_roles r where r.rolname in (${RUNTIME}) and (
        r.rolsuper or r.rolbypassrls or r.rolcreaterole or r.rolcreatedb or r.rolreplication
        or exists (select from pg_shdepend d where d.refclassid = 'pg_authid'::regclass and d.refobjid = r.oid
          and d.deptype = 'o' and d.dbid in (0, (select oid from pg_database where datname = current_database())))
        or exists (select from pg_auth_members m where m.member = r.oid))`,
  },
  {
    check: "nobody can be the definer, and the owner passes no policy",
    detail:
      "the role can log in, is privileged, belongs to another role, or somebody belongs to it",
    sql: `select r.rolname as object from pg_roles r where r.rolname = 'portcullis_definer' and (
        r.rolcanlogin or r.rolsuper or r.rolcreaterole or r.rolcreatedb or r.rolreplication
        or exists (select from pg_auth_members m where r.oid in (m.roleid, m.member)))
      union all select r.rolname from pg_roles r where r.rolname = 'portcullis_owner' and (
        r.rolsuper or r.rolbypassrls or exists (select from pg_auth_members m where m.member = r.oid))`,
  },
  {
    check: "runtime roles hold no right beyond rows",
    detail: "the role may truncate, reference, trigger, maintain, create or pass a right on",
    sql: `select coalesce(pg_get_userbyid(nullif(a.grantee, 0)), 'PUBLIC') || ' ' || a.privilege_type || ' on ' || o.name as object
      from (
        select c.oid::regclass::text as name, c.relacl as acl, array['SELECT', 'INSERT', 'UPDATE', 'DELETE'] as rows
          from pg_class c join pg_namespace n on n.oid = c.relnamespace
          where n.nspname in ('portcullis', 'jackson') and c.relkind <> 'S'
        union all select c.oid::regclass || '.' || t.attname, t.attacl, array['SELECT', 'INSERT', 'UPDATE']
          from pg_attribute t join pg_class c on c.oid = t.attrelid
          where c.relnamespace = 'portcullis'::regnamespace and t.attacl is not null
        union all select 'schema ' || n.nspname, n.nspacl, array['USAGE'] from pg_namespace n
          where n.nspname in ('portcullis', 'jackson')
      ) o, aclexplode(o.acl) a
      where ${REACHES_RUNTIME} and (a.grantee = 0 or a.is_grantable or a.privilege_type <> all (o.rows))
      union all select r || ' create in ' || n.nspname from unnest(array[${RUNTIME}]) as r, pg_namespace n
        where ${OF_PEOPLE} and has_schema_privilege(r, n.oid, 'create')
      union all select r || ' ' || p || ' in the database' from unnest(array[${RUNTIME}]) as r, unnest(array['create', 'temporary']) as p
        where has_database_privilege(r, current_database(), p)
      union all select r || ' usage of ' || s.srvname from unnest(array[${RUNTIME}]) as r, pg_foreign_server s
        where has_server_privilege(r, s.oid, 'usage')
      union all select r || ' usage of ' || w.fdwname from unnest(array[${RUNTIME}]) as r, pg_foreign_data_wrapper w
        where has_foreign_data_wrapper_privilege(r, w.oid, 'usage')
      union all select 'jackson_svc usage of portcullis' where has_schema_privilege('jackson_svc', 'portcullis', 'usage')`,
  },
  {
    check: "runtime roles see nothing of other sessions, and make no large object",
    detail: "the role may call a function that tells of other sessions, meets them, or outlasts it",
    values: [WATCHING_FUNCTIONS],
    sql: `select r || ' execute of ' || f.oid::regprocedure as object from unnest(array[${RUNTIME}]) as r, pg_proc f
      where f.pronamespace = 'pg_catalog'::regnamespace and f.proname ~ $1 and has_function_privilege(r, f.oid, 'execute')
      union all select r || ' execute of ' || f.oid::regprocedure from unnest(array[${RUNTIME}]) as r, pg_proc f
      where f.proname ~ '^pg_stat_(?:statements|monitor)' and f.pronamespace <> 'pg_catalog'::regnamespace
        and has_function_privilege(r, f.oid, 'execute')`,
  },
  {
    check: "runtime roles change columns, never whole rows, nor whose a row is",
    detail: "the role may update a whole table, and so lock it, or hand a row to another tenant",
    sql: `select coalesce(pg_get_userbyid(nullif(a.grantee, 0)), 'PUBLIC') || ' updates ' || c.relname as object
      from pg_class c, aclexplode(c.relacl) a
      where c.relnamespace = 'portcullis'::regnamespace and a.privilege_type = 'UPDATE' and ${REACHES_RUNTIME}
      union all select r || ' updates ' || c.relname || '.' || t.attname
      from unnest(array[${RUNTIME}]) as r, pg_class c join pg_attribute t on t.attrelid = c.oid
      where c.relnamespace = 'portcullis'::regnamespace and c.relkind in ('r', 'p')
        and t.attname in ('tenant_id', 'workspace_id') and has_column_privilege(r, c.oid, t.attnum, 'update')`,
  },
  {
    check: "runtime roles are held to a time",
    detail: "the role starts without a limit on its statements, transactions, or idle ones",
    values: [["statement_timeout", "idle_in_transaction_session_timeout", "transaction_timeout"]],
    sql: `select r.rolname || ': ' || limited as object from pg_roles r, unnest($1::text[]) as limited
      where r.rolname in (${RUNTIME}) and coalesce((
        select split_part(given, '=', 2) from pg_db_role_setting s, unnest(s.setconfig) as given
        where s.setrole = r.oid and split_part(given, '=', 1) = limited
          and s.setdatabase in (0, (select oid from pg_database where datname = current_database()))
        order by s.setdatabase desc limit 1), '0') in ('0', '0ms', '0s')`,
  },
  {
    check: "runtime roles cannot read the verification keys",
    detail: "the role can read or write portcullis.database_keys",
    sql: `select r as object from unnest(array[${RUNTIME}, 'public']) as r
      where has_any_column_privilege(r, 'portcullis.database_keys', 'select, insert, update, references')
        or has_table_privilege(r, 'portcullis.database_keys', 'delete, truncate, trigger')`,
  },
  {
    check: "no runtime role writes the ledger, decisions or quotas but through their functions",
    detail: "the role may write a table that only a definer function writes",
    values: [WRITTEN_BY_FUNCTIONS],
    sql: `select r || ' on ' || t as object
      from unnest(array[${RUNTIME}, 'public']) as r, unnest($1::text[]) as t, lateral (select ('portcullis.' || t)::regclass as id)
      where has_any_column_privilege(r, id, 'insert, update')
        or (has_table_privilege(r, id, 'delete') and not (r = 'portcullis_worker' and t like 'quota_%'))
      union all select 'portcullis_definer on ledger_entries' where
        has_any_column_privilege('portcullis_definer', 'portcullis.ledger_entries', 'update')
        or has_table_privilege('portcullis_definer', 'portcullis.ledger_entries', 'delete, truncate')`,
  },
  {
    check: "no setting switches a safeguard off for a runtime role",
    detail: "a role holds or may change a setting that switches triggers, policies or the token",
    values: [UNSAFE_SETTINGS],
    sql: `select p.parname || ' by ' || coalesce(pg_get_userbyid(nullif(a.grantee, 0)), 'PUBLIC') as object
      from pg_parameter_acl p, aclexplode(p.paracl) a where ${REACHES_RUNTIME}
      union all select coalesce(pg_get_userbyid(nullif(s.setrole, 0)), 'everybody') || ': ' || given
      from pg_db_role_setting s, unnest(s.setconfig) as given
      where given ~ $1 and (s.setdatabase = 0 or s.setdatabase = (select oid from pg_database where datname = current_database()))
        and (s.setrole = 0 or s.setrole in (select oid from pg_roles where rolname in (${RUNTIME})))`,
  },
];
