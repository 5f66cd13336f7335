import { SHARED_TABLES } from "../allow-list";
import { type Check, OF_PEOPLE, REACHES_RUNTIME } from "./check";

const TENANT = "tenant_id = ( SELECT portcullis.tenant_id() AS tenant_id)";
const WORKSPACE =
  "workspace_id = ANY (( SELECT portcullis.workspace_ids() AS workspace_ids)::uuid[])";
const values = [Object.keys(SHARED_TABLES)];

/** Tables of the schema that are not on the list of shared ones. */
const TENANT_TABLES =
  "c.relnamespace = 'portcullis'::regnamespace and c.relkind in ('r', 'p') and c.relname <> all ($1)";
const column = (of: string, name: string) =>
  `(select a.attnum from pg_attribute a where a.attrelid = ${of} and a.attname = '${name}' and not a.attisdropped)`;

/** Every tenant table is behind its tenant, and its keys are. */
export const TABLE_CHECKS: readonly Check[] = [
  {
    check: "row-level security is on and forced",
    detail: "row-level security is not enabled and forced",
    values,
    sql: `select c.relname as object from pg_class c
      where ${TENANT_TABLES} and not (c.relrowsecurity and c.relforcerowsecurity)`,
  },
  {
    check: "every tenant table has a tenant_id that cannot be null",
    detail: "there is no tenant_id uuid not null",
    values,
    sql: `select c.relname as object from pg_class c where ${TENANT_TABLES} and not exists (
      select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id'
        and a.attnotnull and a.atttypid = 'uuid'::regtype)`,
  },
  {
    check: "exactly one policy a table, for every command, that checks reads and writes",
    detail:
      "the policy is missing, doubled, or is not the one condition on the verified tenant and workspaces",
    values,
    sql: `select c.relname as object from pg_class c left join pg_policy p on p.polrelid = c.oid
      where ${TENANT_TABLES}
      group by c.oid, c.relname having count(p.oid) <> 1 or not bool_and(
        p.polcmd = '*' and p.polpermissive and p.polroles = '{0}'
        and pg_get_expr(p.polqual, c.oid) is not distinct from
          case when ${column("c.oid", "workspace_id")} is null then '(${TENANT})' else '((${TENANT}) AND (${WORKSPACE}))' end
        and pg_get_expr(p.polqual, c.oid) is not distinct from pg_get_expr(p.polwithcheck, c.oid))`,
  },
  {
    check: "keys lead with the tenant",
    detail: "a unique index, exclusion or foreign key does not lead with tenant_id",
    values,
    sql: `select c.relname || '.' || i.relname as object
      from pg_index x join pg_class c on c.oid = x.indrelid join pg_class i on i.oid = x.indexrelid
      where ${TENANT_TABLES} and (x.indisunique or x.indisexclusion)
        and (c.relname, i.relname) <> ('tenants', 'tenants_slug_key')
        and x.indkey[0] is distinct from ${column("c.oid", "tenant_id")}
      union all
      select c.relname || '.' || k.conname from pg_constraint k join pg_class c on c.oid = k.conrelid
      where ${TENANT_TABLES} and k.contype = 'f'
        and (k.conkey[1] is distinct from ${column("c.oid", "tenant_id")}
          or k.confkey[1] is distinct from ${column("k.confrelid", "tenant_id")})`,
  },
  {
    check: "every index holds the tenant",
    detail: "the index finds rows of all tenants before the policy drops them, which takes longer",
    values,
    sql: `select c.relname || '.' || i.relname as object
      from pg_index x join pg_class c on c.oid = x.indrelid join pg_class i on i.oid = x.indexrelid
      where ${TENANT_TABLES} and (c.relname, i.relname) <> ('tenants', 'tenants_slug_key')
        and not coalesce(${column("c.oid", "tenant_id")} = any ((x.indkey::int2[])[0:x.indnkeyatts - 1]), false)`,
  },
  {
    check: "no samples are kept of tenants' rows",
    detail: "the planner samples a column over all tenants, and EXPLAIN shows what it found",
    values,
    sql: `select i.relname || '.' || a.attname as object
      from pg_class i left join pg_index x on x.indexrelid = i.oid
      join pg_class c on c.oid = coalesce(x.indrelid, i.oid)
      join pg_attribute a on a.attrelid = i.oid and a.attnum > 0 and not a.attisdropped
      where ${TENANT_TABLES} and (x.indexrelid is null or x.indkey[a.attnum - 1] = 0)
        and a.attstattarget is distinct from 0
      union all
      select c.relname || '.' || e.stxname from pg_statistic_ext e join pg_class c on c.oid = e.stxrelid
      where ${TENANT_TABLES}`,
  },
  {
    check: "nothing counts on behalf of all tenants",
    detail: "a sequence tells each who reads it how many others took a number",
    sql: `select c.oid::regclass::text as object from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind = 'S' and ${OF_PEOPLE}
        and (n.nspname = 'portcullis' or exists (select from aclexplode(c.relacl) a where ${REACHES_RUNTIME}))`,
  },
  {
    check: "constraints and triggers are in force, and no rule rewrites a statement",
    detail:
      "a constraint is not enforced, a trigger is switched off, or a rule stands on the table",
    sql: `select k.conrelid::regclass || '.' || k.conname as object from pg_constraint k
      where k.connamespace = 'portcullis'::regnamespace and k.conrelid <> 0 and not (k.convalidated and k.conenforced)
      union all
      select t.tgrelid::regclass || '.' || t.tgname from pg_trigger t join pg_class c on c.oid = t.tgrelid
      where c.relnamespace = 'portcullis'::regnamespace and t.tgenabled not in ('O', 'A')
      union all
      select c.relname || '.' || w.rulename from pg_rewrite w join pg_class c on c.oid = w.ev_class
      where c.relnamespace = 'portcullis'::regnamespace and c.relkind in ('r', 'p')`,
  },
  {
    check: "partitions are protected like their parent and granted to nobody",
    detail: "a partition can be reached without a policy, or around its parent",
    sql: `select c.relname as object from pg_class c where c.relnamespace = 'portcullis'::regnamespace
      and c.relispartition and c.relkind in ('r', 'p') and (
        not (c.relrowsecurity and c.relforcerowsecurity)
        or exists (select from aclexplode(c.relacl) a where ${REACHES_RUNTIME}))`,
  },
  {
    check: "views run with their reader's rights, and nothing is materialised",
    detail: "the view is not security_invoker, or is a materialised view or foreign table",
    sql: `select c.relname as object from pg_class c where c.relnamespace = 'portcullis'::regnamespace
      and (c.relkind in ('m', 'f') or (c.relkind = 'v' and not coalesce((select o.option_value::boolean
        from pg_options_to_table(c.reloptions) o where o.option_name = 'security_invoker'), false)))`,
  },
  {
    check: "runtime roles reach no relation outside the house's schemas",
    detail: "a table, view or copy elsewhere is open to a runtime role or to everybody",
    sql: `select c.oid::regclass::text as object from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where ${OF_PEOPLE} and n.nspname <> 'portcullis' and c.relkind in ('r', 'p', 'v', 'm', 'f')
        and (n.nspname <> 'jackson' or c.relkind <> 'r')
        and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
        and (exists (select from aclexplode(c.relacl) a where ${REACHES_RUNTIME})
          or exists (select from pg_attribute t, aclexplode(t.attacl) a where t.attrelid = c.oid and ${REACHES_RUNTIME}))`,
  },
];
