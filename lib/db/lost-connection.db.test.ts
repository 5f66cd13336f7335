import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "./open";
import { makeTenant, type TestDatabase, type TestTenant, testDatabase } from "./testing";
import { withTenant, withTenantPg } from "./with-tenant";

let database: TestDatabase;
let tenant: TestTenant;
let db: Database;
beforeAll(async () => {
  database = await testDatabase();
  tenant = await makeTenant(database);
  db = database.open();
});
afterAll(() => database.drop());

const PID = "select pg_backend_pid() as pid";
const UNAVAILABLE = { code: "unavailable" };

/** Ends a connection on the server, and gives the news time to arrive while nothing is asked. */
async function cut(pid: unknown): Promise<void> {
  await database.admin("select pg_terminate_backend($1::int)", [pid]);
  await sleep(100);
}

/** An error that nobody listens for would end the process, and fails this run as well. */
describe("a connection that breaks between two statements", () => {
  it("of a raw transaction: unavailable, and the next one works", async () => {
    const broken = withTenantPg(db, tenant.identity, async (client) => {
      const { rows } = await client.query<{ pid: number }>(PID);
      await cut(rows[0]?.pid);
      await client.query("select 1");
    });
    await expect(broken).rejects.toMatchObject(UNAVAILABLE);
    const { rows } = await withTenantPg(db, tenant.identity, (client) => client.query(PID));
    expect(rows).toHaveLength(1);
  });

  it("of a Prisma transaction: unavailable, and the next one works", async () => {
    const broken = withTenant(db, tenant.identity, async (tx) => {
      const [row] = await tx.$queryRaw<{ pid: number }[]>`select pg_backend_pid() as pid`;
      await cut(row?.pid);
      await tx.member.findMany();
    });
    await expect(broken).rejects.toMatchObject(UNAVAILABLE);
    expect(await withTenant(db, tenant.identity, (tx) => tx.member.count())).toBe(1);
  });
});
