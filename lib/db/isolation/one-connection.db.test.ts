import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { afterAll, describe, expect, it } from "vitest";
import { type Database, type Identity, withTenant, withTenantPg } from "@/lib/db";
import { testDatabase } from "@/lib/db/testing";
import { newId } from "@/lib/kernel";
import { type Row, type Seed, seed, tenantTables, tokenFor } from "./support";

/* Two tenants in turns over one connection: whatever happens to one's turn, the next sees its own. */
const database = await testDatabase();
afterAll(() => database.drop());
const tables = await tenantTables(database);
const acme = await seed(database, tables);
const globex = await seed(database, tables);
const TURNS = 100_000;
const BATCH = 500;

const identityOf = ({ tenantId, workspaceId }: Seed): Identity => ({
  tenantId,
  workspaceIds: [workspaceId],
  subject: "member:test",
  requestId: newId(),
});
const serverOf = (of: Seed) => (of.rows.get("servers") as Row).id;
const SERVERS = "select id from portcullis.servers";

/** What each of two tenants is shown next over the very connection, and what nobody is. */
async function expectClean(db: Database): Promise<void> {
  for (const next of [globex, acme]) {
    const { rows } = await withTenantPg(db, identityOf(next), (client) => client.query(SERVERS));
    expect(rows).toEqual([{ id: serverOf(next) }]);
    const seen = await withTenant(db, identityOf(next), (tx) => tx.server.findMany());
    expect(seen.map(({ id }) => id)).toEqual([serverOf(next)]);
  }
  const { rows } = await db.pool.query(
    `select count(*)::int as n, coalesce(current_setting('request.jwt', true), '') as token from portcullis.servers`,
  );
  expect(rows).toEqual([{ n: 0, token: "" }]);
}

it(`${TURNS} transactions of alternating tenants over one connection each see their own rows`, async () => {
  const client = await database.open("portcullis_web", { connections: 1 }).pool.connect();
  try {
    for (let done = 0; done < TURNS; done += BATCH) {
      // One message holds a batch of transactions, so that time goes into them and not into waiting.
      const turn = (of: Seed) =>
        `begin; select set_config('request.jwt', '${tokenFor(database, of.tenantId, [of.workspaceId])}', true) is null;
         select tenant_id from portcullis.servers; commit;`;
      const pair = turn(acme) + turn(globex);
      const results = (await client.query(pair.repeat(BATCH / 2))) as unknown as pg.QueryResult[];
      const seen = results.filter(({ rows }) => rows[0]?.tenant_id !== undefined);
      expect(seen).toHaveLength(BATCH);
      const wrong = seen.filter(
        ({ rows }, n) =>
          rows.length !== 1 || rows[0].tenant_id !== (n % 2 === 0 ? acme : globex).tenantId,
      );
      expect(wrong).toEqual([]);
    }
  } finally {
    client.release();
  }
}, 180_000);

it("thousands of units of work through both wrappers, started all at once, each see their own", async () => {
  const db = database.open("portcullis_web", { connections: 1 });
  const turn = async (n: number) => {
    const of = n % 2 === 0 ? acme : globex;
    const { rows } = await withTenantPg(db, identityOf(of), (client) => client.query(SERVERS));
    expect(rows).toEqual([{ id: serverOf(of) }]);
    if (n % 10 > 1) return;
    const seen = await withTenant(db, identityOf(of), (tx) => tx.server.findMany());
    expect(seen.map(({ id }) => id)).toEqual([serverOf(of)]);
  };
  for (let n = 0; n < 2_000; n += 20)
    await Promise.all(Array.from({ length: 20 }, (_, k) => turn(n + k)));
}, 60_000);

describe("a turn that ends badly leaves nothing to the next:", () => {
  const rename = "update portcullis.servers set name = 'half'";
  type Ending = (client: pg.PoolClient) => Promise<unknown>;
  const backend = async (client: pg.PoolClient) =>
    (await client.query("select pg_backend_pid() as pid")).rows[0].pid as number;
  const asAdmin = async (client: pg.PoolClient, call: string) => {
    const pid = await backend(client);
    setTimeout(() => void database.admin(`select ${call}($1)`, [pid]), 100);
  };

  const endings: readonly (readonly [string, Ending])[] = [
    ["an error", (client) => client.query("select 1 / 0")],
    ["an error of ours", () => Promise.reject(new Error("stop"))],
    [
      "a refusal by the policy",
      (client) => client.query(`update portcullis.servers set tenant_id = '${globex.tenantId}'`),
    ],
    [
      "a statement that is cancelled",
      async (client) => {
        await asAdmin(client, "pg_cancel_backend");
        await client.query("select pg_sleep(5)");
      },
    ],
    [
      "a statement that takes too long",
      async (client) => {
        await client.query("set local statement_timeout = '50ms'");
        await client.query("select pg_sleep(5)");
      },
    ],
    [
      "an answer that does not come in time",
      (client) =>
        client.query({ text: "select pg_sleep(2)", query_timeout: 100 } as pg.QueryConfig),
    ],
    [
      "a transaction that is left idle",
      async (client) => {
        await client.query("set local idle_in_transaction_session_timeout = '100ms'");
        await sleep(300);
        await client.query("select 1");
      },
    ],
    [
      "a connection that is killed",
      async (client) => {
        await asAdmin(client, "pg_terminate_backend");
        await client.query("select pg_sleep(5)");
      },
    ],
    [
      "a failed savepoint that is not rolled back",
      async (client) => {
        await client.query("savepoint first");
        await client.query("select 1 / 0").catch(() => {});
        await client.query("select 1");
      },
    ],
  ];

  it.each(endings)("%s", async (_what, ending) => {
    const db = database.open("portcullis_web", { connections: 1 });
    const turn = withTenantPg(db, identityOf(acme), async (client) => {
      await client.query(rename);
      await ending(client);
    });
    await expect(turn).rejects.toBeDefined();
    await expectClean(db);
    const [row] = await database.admin(
      "select count(*)::int as n from portcullis.servers where name = 'half'",
    );
    expect(row).toEqual({ n: 0 });
  });

  it("a transaction that takes too long", async () => {
    const db = database.open("portcullis_web", { connections: 1 });
    await db.pool.query("set transaction_timeout = '150ms'");
    const turn = withTenantPg(db, identityOf(acme), async (client) => {
      await client.query(rename);
      await sleep(400);
      await client.query("select 1");
    });
    await expect(turn).rejects.toMatchObject({ code: "unavailable" });
    await expectClean(db);
  });

  it("and a client that leaves a transaction open is not handed on with it", async () => {
    const db = database.open("portcullis_web", { connections: 1 });
    const client = await db.pool.connect();
    await client.query("begin");
    await client.query("select set_config('request.jwt', $1, true)", [
      tokenFor(database, acme.tenantId, [acme.workspaceId]),
    ]);
    client.release(true);
    await expectClean(db);
  });
});

describe("savepoints", () => {
  it("take the token back with everything else", async () => {
    const db = database.open("portcullis_web", { connections: 1 });
    await withTenantPg(db, identityOf(acme), async (client) => {
      const asks = async () =>
        (await client.query("select tenant_id from portcullis.servers")).rows;
      const handOver = (of: Seed) =>
        client.query("select set_config('request.jwt', $1, true)", [
          tokenFor(database, of.tenantId, [of.workspaceId]),
        ]);
      await client.query("savepoint first");
      await handOver(globex);
      expect(await asks()).toEqual([{ tenant_id: globex.tenantId }]);
      await client.query("rollback to savepoint first");
      expect(await asks()).toEqual([{ tenant_id: acme.tenantId }]);
      await handOver(globex);
      await client.query("release savepoint first");
      expect(await asks()).toEqual([{ tenant_id: globex.tenantId }]);
    });
    await expectClean(db);
  });
});

describe("many queries at once inside one unit of work", () => {
  it("all see its tenant, beside another unit that does the same", async () => {
    const db = database.open("portcullis_web", { connections: 2 });
    const work = (of: Seed) => [
      withTenantPg(db, identityOf(of), async (client) =>
        (await Promise.all(Array.from({ length: 50 }, () => client.query(SERVERS)))).flatMap(
          ({ rows }) => rows.map(({ id }) => id),
        ),
      ),
      withTenant(db, identityOf(of), async (tx) =>
        (await Promise.all(Array.from({ length: 50 }, () => tx.server.findMany()))).flatMap(
          (rows) => rows.map(({ id }) => id),
        ),
      ),
    ];
    const [a, b, c, d] = await Promise.all([...work(acme), ...work(globex)]);
    expect([new Set(a), new Set(b)]).toEqual([
      new Set([serverOf(acme)]),
      new Set([serverOf(acme)]),
    ]);
    expect([new Set(c), new Set(d)]).toEqual([
      new Set([serverOf(globex)]),
      new Set([serverOf(globex)]),
    ]);
    expect([a?.length, b?.length, c?.length, d?.length]).toEqual([50, 50, 50, 50]);
  });

  it("of which one fails are all undone, and what was still asked does not fall into the next unit", async () => {
    const db = database.open("portcullis_web", { connections: 1 });
    const late: Promise<unknown>[] = [];
    const failed = withTenantPg(db, identityOf(acme), async (client) => {
      const all = [
        client.query("update portcullis.servers set name = 'half'"),
        client.query("select 1 / 0"),
        client.query("update portcullis.servers set name = 'late'"),
      ];
      late.push(...all.map((one) => one.catch(() => null)));
      await Promise.all(all);
    });
    await expect(failed).rejects.toBeDefined();
    await Promise.all(late);
    await expectClean(db);
    const rows = await database.admin(
      "select from portcullis.servers where name in ('half', 'late')",
    );
    expect(rows).toEqual([]);
  });
});
