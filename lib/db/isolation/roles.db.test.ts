import { afterAll, describe, expect, it } from "vitest";
import { RUNTIME_ROLES, testDatabase } from "@/lib/db/testing";
import { newId } from "@/lib/kernel";
import { attempting, tokenFor } from "./support";

const database = await testDatabase();
afterAll(() => database.drop());
const relations = (
  await database.admin<{ name: string }>(
    `select c.oid::regclass::text as name from pg_class c where c.relkind in ('r', 'p', 'v', 'm')
     and c.relnamespace in ('portcullis'::regnamespace, 'jackson'::regnamespace) order by 1`,
  )
).map(({ name }) => name);

const REFUSED = "42501";
const BEYOND_ROWS = ["TRUNCATE", "REFERENCES", "TRIGGER", "MAINTAIN"];

describe.each(RUNTIME_ROLES)("%s", (role) => {
  const tryAll = (statements: readonly string[]) =>
    attempting(database, role, tokenFor(database, newId()), async (attempt) => {
      for (const sql of statements) {
        const { code, told } = await attempt(sql);
        expect.soft([sql, code, told]).toEqual([sql, REFUSED, expect.any(String)]);
      }
    });

  it("can log in, and is nothing more: no superuser, no bypass, no maker of roles or databases", async () => {
    const [attributes] = await database.admin(
      `select rolcanlogin, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication
       from pg_roles where rolname = $1`,
      [role],
    );
    expect(attributes).toEqual({
      rolcanlogin: true,
      rolsuper: false,
      rolbypassrls: false,
      rolcreaterole: false,
      rolcreatedb: false,
      rolreplication: false,
    });
  });

  it("is a member of no other role, directly or through one", async () => {
    const roles = await database.admin(
      "select rolname from pg_roles where rolname <> $1 and pg_has_role($1, oid, 'member')",
      [role],
    );
    expect(roles).toEqual([]);
  });

  it("owns nothing, and may pass on no right it holds", async () => {
    const owned = await database.admin(
      `select pg_describe_object(classid, objid, objsubid) as object from pg_shdepend
       where refclassid = 'pg_authid'::regclass and refobjid = $1::regrole and deptype = 'o' and dbid in (0, (select oid from pg_database where datname = current_database()))`,
      [role],
    );
    expect(owned).toEqual([]);
    const grantable = await database.admin(
      `select c.relname from pg_class c, aclexplode(c.relacl) a where a.grantee = $1::regrole and a.is_grantable
       union all select f.proname from pg_proc f, aclexplode(f.proacl) a where a.grantee = $1::regrole and a.is_grantable`,
      [role],
    );
    expect(grantable).toEqual([]);
  });

  it("cannot become another role or shed the policies", async () => {
    const others = [
      ...RUNTIME_ROLES.filter((other) => other !== role),
      "portcullis_owner",
      "portcullis_definer",
      "pg_read_all_data",
      "portcullis_superuser",
    ];
    await tryAll([
      ...others.flatMap((other) => [`set role ${other}`, `set local role ${other}`]),
      "set session authorization portcullis_owner",
      "set session_replication_role = replica",
      `alter role ${role} bypassrls`,
      `alter role ${role} superuser`,
      `grant portcullis_definer to ${role}`,
      `grant portcullis_owner to ${role}`,
      "create role another",
    ]);
  });

  it("holds no right beyond rows on any table or column", async () => {
    const held = await database.admin(
      `select t, privilege from unnest($2::text[]) as t, unnest($3::text[]) as privilege
       where has_table_privilege($1, t, privilege)
         or (privilege = 'REFERENCES' and has_any_column_privilege($1, t, 'REFERENCES'))`,
      [role, relations, BEYOND_ROWS],
    );
    expect(held).toEqual([]);
  });

  it.each(relations)("cannot truncate, reference, reshape or unprotect %s", async (relation) => {
    await tryAll([
      `truncate ${relation}`,
      `drop table ${relation}`,
      `alter table ${relation} disable row level security`,
      `alter table ${relation} no force row level security`,
      `alter table ${relation} owner to ${role}`,
      `alter table ${relation} add column extra int`,
      `create policy extra on ${relation} using (true)`,
      `create trigger extra before insert on ${relation} execute function suppress_redundant_updates_trigger()`,
      `create rule extra as on insert to ${relation} do also nothing`,
    ]);
  });

  it("can make nothing in the house's schema, nor in the open one", async () => {
    await tryAll(
      ["portcullis", "public"].flatMap((schema) => [
        `create table ${schema}.extra (id int)`,
        `create view ${schema}.extra as select 1`,
        `create materialized view ${schema}.extra as select 1`,
        `create function ${schema}.extra() returns int language sql return 1`,
        `create sequence ${schema}.extra`,
        `create type ${schema}.extra as (id int)`,
        `create operator ${schema}.<<< (function = int4lt, leftarg = int4, rightarg = int4)`,
      ]),
    );
    await tryAll([
      "create schema extra",
      "create extension pgcrypto",
      "create publication extra for all tables",
      "create language extra handler plpgsql_call_handler",
    ]);
  });

  it("can make nothing that lasts a session, and no large object, which would be nobody's", async () => {
    await tryAll([
      "create temporary table extra (id int)",
      "create temporary view extra as select 1",
      "create function pg_temp.extra() returns int language sql return 1",
      "create operator pg_temp.<<< (function = int4lt, leftarg = int4, rightarg = int4)",
      "create type pg_temp.extra as (id int)",
      "select lo_create(0)",
      "select lo_creat(-1)",
      "select lo_from_bytea(0, 'x')",
    ]);
  });

  it("can neither read nor write the keys that verify tokens, by any way", async () => {
    const keys = "portcullis.database_keys";
    await tryAll([
      `select * from ${keys}`,
      `select kid from ${keys}`,
      `select count(*) from ${keys}`,
      `select 1 from portcullis.installation, ${keys}`,
      `copy ${keys} to stdout`,
      `insert into ${keys} (kid, header, ipad, opad) values ('x', 'x', '', '')`,
      `update ${keys} set not_after = null`,
      `delete from ${keys}`,
      `truncate ${keys}`,
      `merge into ${keys} k using (select 1) s on true when matched then delete`,
    ]);
  });

  it("can read no file, run no program and see no catalogue of passwords or samples", async () => {
    await tryAll([
      "copy (select 1) to program 'true'",
      "copy (select 1) to '/tmp/portcullis-extra'",
      "select pg_read_file('/etc/hostname')",
      "select lo_import('/etc/hostname')",
      "select * from pg_authid",
      "select * from pg_statistic",
    ]);
  });
});
