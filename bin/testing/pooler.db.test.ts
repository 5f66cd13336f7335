import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Database, openDatabase, withTenant, withTenantPg } from "@/lib/db";
import { makeTenant, type TestDatabase, type TestTenant, testDatabase } from "@/lib/db/testing";
import { findPgBouncer } from "./pgbouncer.mjs";
import { type Pooler, raisePooler } from "./pooler";

/*
 * The same through PgBouncer in transaction mode: one connection to the server serves everybody, and
 * changes hands after each transaction. Without PgBouncer these are skipped, but never in CI.
 */
type Client = Parameters<Parameters<typeof withTenantPg>[2]>[0];
const there = findPgBouncer() !== undefined || Boolean(process.env.CI);

describe.skipIf(!there)("through a pooler in transaction mode", () => {
  let database: TestDatabase;
  let pooler: Pooler;
  let acme: TestTenant;
  let globex: TestTenant;
  const opened: Database[] = [];
  beforeAll(async () => {
    database = await testDatabase();
    pooler = await raisePooler([database.urls.portcullis_web], 1);
    acme = await makeTenant(database);
    globex = await makeTenant(database);
  });
  afterAll(async () => {
    await Promise.all(opened.map((db) => db.close()));
    await pooler.close();
    await database.drop();
  });

  function open(prepare: boolean, connections = 8): Database {
    const db = openDatabase({
      url: pooler.through(database.urls.portcullis_web),
      keys: database.keys,
      applicationName: "test-pooler",
      connections,
      prepare,
    });
    opened.push(db);
    return db;
  }

  /** Straight to the server. */
  const direct = () => database.open("portcullis_web", { connections: 1 });
  const MEMBERS = "select tenant_id, id from portcullis.members";
  const turnOf = (n: number) => (n % 2 === 0 ? acme : globex);

  async function expectOwn(db: Database, { identity, tenantId, memberId }: TestTenant) {
    const { rows } = await withTenantPg(db, identity, (client) => client.query(MEMBERS));
    expect(rows).toEqual([{ tenant_id: tenantId, id: memberId }]);
  }

  it("2,000 units of work of two tenants over one shared connection each see their own", async () => {
    const db = open(false);
    for (let n = 0; n < 2_000; n += 40)
      await Promise.all(Array.from({ length: 40 }, (_, k) => expectOwn(db, turnOf(n + k))));
  }, 60_000);

  it("and so do those of the Prisma client", async () => {
    const db = open(false);
    for (let n = 0; n < 200; n += 20) {
      const turns = Array.from({ length: 20 }, (_, k) => turnOf(n + k));
      const seen = await Promise.all(
        turns.map(({ identity }) => withTenant(db, identity, (tx) => tx.member.findMany())),
      );
      const ids = seen.map((rows) => rows.map(({ id }) => id));
      expect(ids).toEqual(turns.map(({ memberId }) => [memberId]));
    }
  }, 60_000);

  it("a query beside the wrapper sees nothing, whoever had the connection before", async () => {
    const db = open(false);
    for (let n = 0; n < 20; n++) {
      await expectOwn(db, turnOf(n));
      expect((await db.pool.query(MEMBERS)).rows).toEqual([]);
      expect(await db.prisma.member.findMany()).toEqual([]);
    }
  });

  it("what ends badly leaves nothing to the next", async () => {
    const db = open(false);
    const endings: ((client: Client) => Promise<unknown>)[] = [
      (client) => client.query("select 1 / 0"),
      () => Promise.reject(new Error("stop")),
      (client) => client.query("select pg_sleep(1)", []).then(() => Promise.reject(new Error("x"))),
    ];
    for (const ending of endings) {
      const bad = withTenantPg(db, acme.identity, async (client) => {
        await client.query("update portcullis.members set name = 'half'");
        await ending(client);
      });
      await expect(bad).rejects.toBeDefined();
      await expectOwn(db, globex);
    }
    // A client that is gone in the middle of its transaction.
    const client = await db.pool.connect();
    await client.query("begin");
    await client.query("update portcullis.members set name = 'half'");
    client.release(true);
    await expectOwn(db, globex);
    await expectOwn(db, acme);
    const half = await database.admin("select from portcullis.members where name = 'half'");
    expect(half).toEqual([]);
  });

  it("statements that are kept do not mix tenants either: they work or fail", async () => {
    const db = open(true);
    const turns = Array.from({ length: 60 }, async (_, n) => {
      const { identity, tenantId } = turnOf(n);
      const { rows } = await withTenantPg(db, identity, (client) => client.query(MEMBERS));
      expect(rows.map((row) => row.tenant_id)).toEqual([tenantId]);
    });
    for (const { status, reason } of (await Promise.allSettled(turns)) as PromiseRejectedResult[]) {
      // Missing, or there twice: never another tenant's answer.
      if (status !== undefined && reason !== undefined)
        expect(["26000", "42P05"]).toContain((reason as { code?: string }).code);
    }
  });

  it("the control: a token that is handed over for the session shows its rows to whoever comes next", async () => {
    const db = open(false, 2);
    const [one, other] = [await db.pool.connect(), await db.pool.connect()];
    try {
      const token = await withTenantPg(direct(), acme.identity, async (client) => {
        const { rows } = await client.query("select current_setting('request.jwt') as token");
        return rows[0].token as string;
      });
      await one.query("select set_config('request.jwt', $1, false)", [token]);
      expect((await other.query(MEMBERS)).rows).toHaveLength(1);
      await one.query("reset all");
    } finally {
      one.release(true);
      other.release(true);
    }
  });
});
