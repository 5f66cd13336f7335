import { afterAll, describe, expect, it } from "vitest";
import { RUNTIME_ROLES, testDatabase } from "@/lib/db/testing";
import { newId } from "@/lib/kernel";
import { attempting, insertSql, type Row, rightsOf, seed, tenantTables, tokenFor } from "./support";

/*
 * Two tenants may hold rows that are alike in every column but the tenant: the same ids, slugs,
 * hashes, numbers. Were one refused because the other is there, refusals would tell who is there.
 */
const database = await testDatabase();
afterAll(() => database.drop());
const tables = await tenantTables(database);
const rights = await rightsOf(database, RUNTIME_ROLES);
const acme = await seed(database, tables);

/** The one name that is shared by design: the address of a tenant, which anybody may ask for. */
const SHARED_NAME = { table: "tenants", column: "slug" };

/** The row of acme as another tenant would hold it: the same in all but the tenant. */
function twinOf(table: string, tenantId: string): Row {
  const slug = table === SHARED_NAME.table ? { [SHARED_NAME.column]: `t-${tenantId}` } : {};
  return { ...acme.rows.get(table), tenant_id: tenantId, ...slug };
}

/** Seeded rows stand in an order in which references hold. */
const order = [...acme.rows.keys()];

it("a tenant's rows can all stand again under another tenant, key by key", async () => {
  const tenantId = newId();
  for (const name of order) {
    const row = twinOf(name, tenantId);
    // A head is made together with its tenant.
    if (name !== "ledger_heads") {
      await database.admin(insertSql(name, Object.keys(row)), [JSON.stringify(row)]);
    }
    const [count] = await database.admin(
      `select count(*)::int as n from portcullis."${name}" where tenant_id = any ($1)`,
      [[acme.tenantId, tenantId]],
    );
    expect.soft([name, count]).toEqual([name, { n: 2 }]);
  }
});

describe("a role that inserts what another tenant holds is not refused for it", () => {
  it.each(rights.filter((right) => right.insert.length > 0))(
    "$role into $table",
    async ({ role, table }) => {
      const tenantId = newId();
      // What the row points at stands for the twin, the row itself does not yet.
      for (const name of order.slice(0, order.indexOf(table))) {
        const row = twinOf(name, tenantId);
        await database.admin(`${insertSql(name, Object.keys(row))} on conflict do nothing`, [
          JSON.stringify(row),
        ]);
      }
      const row = twinOf(table, tenantId);
      const token = tokenFor(database, tenantId, [acme.workspaceId]);
      const inserted = await attempting(database, role, token, (attempt) =>
        attempt(insertSql(table, Object.keys(row)), [JSON.stringify(row)]),
      );
      expect([inserted.code, inserted.told, inserted.count]).toEqual([null, "", 1]);
    },
  );
});
