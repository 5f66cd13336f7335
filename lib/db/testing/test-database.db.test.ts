import { afterAll, beforeAll, expect, it } from "vitest";
import { withTenant, withTenantPg } from "../with-tenant";
import { makeTenant } from "./make-tenant";
import { type TestDatabase, testDatabase } from "./test-database";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

it("a test's tenant is visible under its own token and invisible under another's", async () => {
  const db = database.open();
  const mine = await makeTenant(database);
  const other = await makeTenant(database);
  const seen = await withTenant(db, mine.identity, (tx) => tx.member.findMany());
  expect(seen.map((member) => member.id)).toEqual([mine.memberId]);
  const foreign = await withTenantPg(db, other.identity, async (client) => {
    const result = await client.query("select id from portcullis.members where id = $1", [
      mine.memberId,
    ]);
    return result.rows;
  });
  expect(foreign).toEqual([]);
});

it("two test databases share nothing", async () => {
  const another = await testDatabase();
  try {
    await makeTenant(another, { slug: "alone" });
    const rows = await database.admin("select slug from portcullis.tenants where slug = 'alone'");
    expect(rows).toEqual([]);
  } finally {
    await another.drop();
  }
});
