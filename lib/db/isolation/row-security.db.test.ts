import { afterAll, describe, expect, it } from "vitest";
import { SHARED_TABLES } from "@/lib/db";
import { testDatabase } from "@/lib/db/testing";
import { freshRow, insertSql, rolledBack, seed, tenantTables } from "./support";

const database = await testDatabase();
afterAll(() => database.drop());
const tables = await tenantTables(database);
const mine = await seed(database, tables);

const TENANT = "(tenant_id = ( SELECT portcullis.tenant_id() AS tenant_id))";
const WORKSPACE =
  "(workspace_id = ANY (( SELECT portcullis.workspace_ids() AS workspace_ids)::uuid[]))";

it("a table is a tenant's or stands on the list of shared ones with a reason", async () => {
  const all = await database.admin<{ name: string }>(
    "select table_name as name from information_schema.tables where table_schema = 'portcullis' and table_type = 'BASE TABLE'",
  );
  const names = all.map(({ name }) => name).sort();
  const shared = Object.keys(SHARED_TABLES);
  expect(names).toEqual([...tables.map(({ name }) => name), ...shared].sort());
  for (const reason of Object.values(SHARED_TABLES)) expect(reason.length).toBeGreaterThan(10);
});

describe.each(tables)("$name", (table) => {
  const { name, columns, primaryKey, uniques, references, byWorkspace } = table;

  it("has row-level security enabled and forced", async () => {
    const [flags] = await database.admin(
      "select rowsecurity, (select relforcerowsecurity from pg_class where oid = ('portcullis.' || tablename)::regclass) as forced from pg_tables where schemaname = 'portcullis' and tablename = $1",
      [name],
    );
    expect(flags).toEqual({ rowsecurity: true, forced: true });
  });

  it("has one policy, for every command and role, that checks what is read and what is written", async () => {
    const policies = await database.admin(
      `select permissive, roles::text, cmd, qual, with_check from pg_policies
       where schemaname = 'portcullis' and tablename = $1`,
      [name],
    );
    const condition = byWorkspace ? `(${TENANT} AND ${WORKSPACE})` : TENANT;
    expect(policies).toEqual([
      {
        permissive: "PERMISSIVE",
        roles: "{public}",
        cmd: "ALL",
        qual: condition,
        with_check: condition,
      },
    ]);
  });

  it("shows nothing and takes nothing without a token, even from its owner", async () => {
    const [own, fresh] = [mine.rows.get(name), await freshRow(database, table, mine)];
    await rolledBack(database, async (client) => {
      await client.query("set local role portcullis_owner");
      expect((await client.query(`select 1 from portcullis."${name}"`)).rows).toEqual([]);
      const insert = insertSql(name, Object.keys(fresh));
      await expect(client.query(insert, [JSON.stringify(fresh)])).rejects.toMatchObject({
        code: "42501",
      });
    });
    expect(own).toBeDefined();
  });

  it("points with every id of another table by a reference, and so at its own tenant's rows", () => {
    const known = new Set(tables.map((other) => `portcullis.${other.name}`));
    const pointed = (column: string) =>
      references.some((reference) => reference.columns.includes(column));
    const loose = columns
      .filter((column) => known.has(`portcullis.${column.name.replace(/_id$/, "s")}`))
      .filter((column) => !pointed(column.name))
      .map((column) => column.name);
    // The tenant itself is where all references end. An entry's tenant is that of the head it is written
    // under, which is locked meanwhile and refers to the tenant.
    const ends = ["tenants", "ledger_entries"];
    expect(loose).toEqual(ends.includes(name) ? ["tenant_id"] : []);
  });

  it("has a tenant_id uuid that cannot be null, and every key leads with it", async () => {
    const tenant = columns.find((column) => column.name === "tenant_id");
    expect(tenant).toMatchObject({ type: "uuid", notNull: true });
    expect(primaryKey[0]).toBe("tenant_id");
    const keys = uniques.filter((unique) => !unique.includes("tenant_id"));
    // The address by which an organisation is found belongs to one tenant of all.
    expect(keys).toEqual(name === "tenants" ? [["slug"]] : []);
    for (const { columns: by, targets } of references) {
      expect([by[0], targets[0]]).toEqual(["tenant_id", "tenant_id"]);
    }
  });
});
