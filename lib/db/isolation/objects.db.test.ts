import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RUNTIME_ROLES, type TestDatabase, testDatabase } from "@/lib/db/testing";
import { newId } from "@/lib/kernel";
import { attempting, tokenFor } from "./support";

/* What stands beside the tables: views, partitions, copies, and whatever is made next. */
let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

/** Relations outside the system's own schemas, with what the given roles may do to them. */
function reachable(where: string) {
  return database.admin<{ name: string; role: string }>(
    `select c.oid::regclass::text as name, r as role
     from pg_class c join pg_namespace n on n.oid = c.relnamespace, unnest($1::text[] || array['public']) as r
     where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and ${where}
       and exists (select from aclexplode(c.relacl) a
         where a.grantee = (case r when 'public' then 0 else r::regrole::oid end))`,
    [[...RUNTIME_ROLES]],
  );
}

describe("the schema", () => {
  it("holds no view that runs with its owner's rights", async () => {
    const views = await database.admin(
      `select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind = 'v' and n.nspname in ('portcullis', 'jackson', 'public')
         and not coalesce((select option_value::boolean from pg_options_to_table(c.reloptions)
           where option_name = 'security_invoker'), false)`,
    );
    expect(views).toEqual([]);
  });

  it("grants nobody a materialised view, a foreign table or a partition", async () => {
    expect(await reachable("(c.relkind in ('m', 'f') or c.relispartition)")).toEqual([]);
  });

  it("grants nothing to everybody", async () => {
    const open = (await reachable("true")).filter(({ role }) => role === "public");
    expect(open).toEqual([]);
  });

  it("is entered by the house's roles only, and the broker's schema by the broker's only", async () => {
    const [usage] = await database.admin<Record<string, string[]>>(
      `select array_agg(r order by r) filter (where has_schema_privilege(r, 'portcullis', 'usage')) as portcullis,
         array_agg(r order by r) filter (where has_schema_privilege(r, 'jackson', 'usage')) as jackson
       from unnest($1::text[]) as r`,
      [[...RUNTIME_ROLES]],
    );
    expect(usage?.jackson).toEqual(["jackson_svc"]);
    expect(usage?.portcullis).toEqual(
      RUNTIME_ROLES.filter((role) => role !== "jackson_svc").sort(),
    );
  });
});

describe("what is made next, before anybody grants anything,", () => {
  const makers = ["portcullis_owner", "current_user"];

  it.each(makers)("as a table by %s is open to no runtime role", async (maker) => {
    await makeAs(maker, "create table portcullis.newborn (tenant_id uuid not null, id uuid)");
    const open = await database.admin(
      `select r from unnest($1::text[]) as r
       where has_any_column_privilege(r, 'portcullis.newborn', 'select, insert, update, references')
         or has_table_privilege(r, 'portcullis.newborn', 'delete, truncate, trigger')`,
      [[...RUNTIME_ROLES]],
    );
    await database.admin("drop table portcullis.newborn");
    expect(open).toEqual([]);
  });

  it.each(makers)("as a function by %s is callable by no runtime role", async (maker) => {
    await makeAs(maker, "create function portcullis.newborn() returns int language sql return 1");
    const open = await database.admin(
      "select r from unnest($1::text[]) as r where has_function_privilege(r, 'portcullis.newborn()', 'execute')",
      [[...RUNTIME_ROLES]],
    );
    await database.admin("drop function portcullis.newborn()");
    expect(open).toEqual([]);
  });

  it("as a partition of a tenant table cannot be reached around its parent", async () => {
    const [mine, other] = [newId(), newId()];
    await makeAs(
      "portcullis_owner",
      `
      create table portcullis.parts (tenant_id uuid not null, id uuid not null, primary key (tenant_id, id)) partition by hash (tenant_id);
      perform portcullis.isolate('portcullis.parts');
      grant select on portcullis.parts to portcullis_web;
      create table portcullis.parts_0 partition of portcullis.parts for values with (modulus 1, remainder 0)`,
    );
    await database.admin("insert into portcullis.parts values ($1, $1), ($2, $2)", [mine, other]);
    await attempting(database, "portcullis_web", tokenFor(database, mine), async (attempt) => {
      const parent = await attempt("select tenant_id from portcullis.parts");
      expect(parent.rows).toEqual([{ tenant_id: mine }]);
      expect((await attempt("select tenant_id from portcullis.parts_0")).code).toBe("42501");
    });
    await database.admin("drop table portcullis.parts");
  });

  async function makeAs(maker: string, sql: string): Promise<void> {
    const role = maker === "current_user" ? "none" : maker;
    await database.admin(`do $$ begin set local role ${role}; ${sql}; end $$`);
  }
});
