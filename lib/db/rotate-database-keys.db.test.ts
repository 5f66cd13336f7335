import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { DatabaseKey } from "@/lib/crypto";
import { rotateDatabaseKeys } from "./rotate-database-keys";
import { makeTenant, type TestDatabase, type TestTenant, testDatabase } from "./testing";
import { withTenant, withTenantPg } from "./with-tenant";

let database: TestDatabase;
let tenant: TestTenant;
let next: DatabaseKey;
beforeEach(async () => {
  database = await testDatabase();
  tenant = await makeTenant(database);
  next = { kid: "next", key: randomBytes(32) };
});
afterEach(() => database.drop());

/** Whether a process with these keys, of which the first signs, gets its tenant's rows. */
async function works(keys: readonly DatabaseKey[]): Promise<boolean> {
  const db = { ...database.open(), keys };
  const answers = await Promise.allSettled([
    withTenant(db, tenant.identity, (tx) => tx.member.count()),
    withTenantPg(db, tenant.identity, async (client) => {
      const { rows } = await client.query("select count(*)::int as n from portcullis.members");
      return rows[0].n as number;
    }),
  ]);
  for (const answer of answers) {
    if (answer.status === "fulfilled") expect(answer.value).toBe(1);
    else expect(answer.reason).toMatchObject({ code: "database_token_rejected" });
  }
  const fulfilled = answers.map(({ status }) => status === "fulfilled");
  expect(fulfilled[0]).toBe(fulfilled[1]);
  return fulfilled[0] ?? false;
}

/** Lets the overlap pass: the moment in the table is what verification asks. */
const endOverlap = () =>
  database.admin(
    "update portcullis.database_keys set not_after = now() - interval '1 second' where not_after is not null",
  );

describe("rotating the key of database tokens", () => {
  it("lets both keys verify in the overlap, and the old one no longer after it", async () => {
    const before = Date.now();
    const end = await rotateDatabaseKeys(database.adminUrl, next, 120);
    expect(Math.abs(end.getTime() - before - 120_000)).toBeLessThan(10_000);
    expect([await works(database.keys), await works([next])]).toEqual([true, true]);
    await endOverlap();
    expect([await works(database.keys), await works([next])]).toEqual([false, true]);
  });

  it("never lengthens the time of a key that was to end sooner", async () => {
    await rotateDatabaseKeys(database.adminUrl, next, 60);
    await rotateDatabaseKeys(database.adminUrl, { kid: "third", key: randomBytes(32) }, 86_400);
    const keys = await database.admin<{ kid: string; left: number | null }>(
      "select kid, extract(epoch from not_after - now())::int as left from portcullis.database_keys order by kid",
    );
    const left = new Map(keys.map(({ kid, left: seconds }) => [kid, seconds]));
    expect(left.get("test-1")).toBeLessThanOrEqual(60);
    expect(left.get("next")).toBeGreaterThan(86_000);
    expect(left.get("third")).toBeNull();
  });

  it("puts no key in place of one that has its id", async () => {
    const [old] = database.keys;
    await rotateDatabaseKeys(database.adminUrl, { kid: old?.kid ?? "", key: randomBytes(32) }, 60);
    expect(await works(database.keys)).toBe(true);
  });

  it("changes nothing where it fails", async () => {
    const invalid = { kid: "not a key id!", key: randomBytes(32) };
    await expect(rotateDatabaseKeys(database.adminUrl, invalid, 60)).rejects.toThrow();
    const [row] = await database.admin(
      "select count(*)::int as keys, count(not_after)::int as ending from portcullis.database_keys",
    );
    expect(row).toEqual({ keys: 1, ending: 0 });
  });

  it("is for the owner's connection only", async () => {
    for (const role of ["portcullis_web", "portcullis_gate", "portcullis_worker"] as const) {
      await expect(rotateDatabaseKeys(database.urls[role], next, 60)).rejects.toMatchObject({
        code: "42501",
      });
    }
  });
});
