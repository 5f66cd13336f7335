import { afterAll, beforeAll, expect, it } from "vitest";
import type { Database } from "@/lib/db";
import { makeTenant, type TestDatabase, type TestTenant, testDatabase } from "@/lib/db/testing";
import { newId } from "@/lib/kernel";
import { createCommitter } from "./committer";
import type { CallToDecide } from "./record";

let database: TestDatabase;
let tenant: TestTenant;
let db: Database;
const serverId = newId();
const grantId = newId();

beforeAll(async () => {
  database = await testDatabase();
  tenant = await makeTenant(database);
  db = database.open("portcullis_gate");
  const place = [tenant.tenantId, tenant.workspaceId, serverId];
  await database.admin(
    `insert into portcullis.servers (tenant_id, workspace_id, id, name, url, created_by)
     values ($1, $2, $3, 's', 'https://example.test/mcp', 'test')`,
    place,
  );
  await database.admin(
    `insert into portcullis.grants (tenant_id, workspace_id, server_id, id, name, token_hash, last_four, created_by)
     values ($1, $2, $3, $4, 'g', sha256('g'), 'abcd', 'test')`,
    [...place, grantId],
  );
});
afterAll(() => database.drop());

type Trouble = { readonly reaches: boolean; readonly returns: boolean };

/** The way to the database, with trouble on it: what is sent may not reach it, or its answer not return. */
function troubled(trouble: () => Trouble): Database {
  const lost = () => Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" });
  const connect = async () => {
    if (!trouble().reaches) throw lost();
    const client = await db.pool.connect();
    const query = async (config: never) => {
      const answer = await client.query(config);
      if (!trouble().returns) throw lost();
      return answer;
    };
    return { query, release: (error?: Error | boolean) => client.release(error) };
  };
  return { ...db, pool: { connect } as unknown as Database["pool"] };
}

function committerOver(trouble: () => Trouble, deadline = 200) {
  return createCommitter({ db: troubled(trouble), instanceId: newId(), deadline });
}

function call(): CallToDecide {
  const limit = { counter: newId(), period: "day", scope: "grant", max: 5, amount: 2 } as const;
  return {
    tenantId: tenant.tenantId,
    workspaceId: tenant.workspaceId,
    decisionId: newId(),
    serverId,
    grantId,
    method: "tools/call",
    tool: "echo",
    verdict: "allow",
    rule: null,
    limits: [{ ...limit, rule: "/tools/echo/limits/0" }],
    policyHash: null,
    definitionHash: null,
    argumentKeys: [],
    argumentKeysMore: 0,
    requestId: newId(),
  };
}

/** What is on record of a call: its outcome, its ledger entries, and what it holds of its quota. */
async function recorded({ decisionId, limits }: CallToDecide) {
  const [row] = await database.admin(
    `select (select outcome from portcullis.decisions where id = $1) as outcome,
       (select count(*)::int from portcullis.ledger_entries where stream = $1) as entries,
       (select sum(used)::int from portcullis.quota_counters where counter = $2) as used`,
    [decisionId, limits[0]?.counter],
  );
  return row;
}

async function comesTrue(work: () => Promise<unknown>, expected: object): Promise<void> {
  await expect.poll(work, { timeout: 5_000, interval: 20 }).toEqual(expected);
}

/** Trouble for the first `times` looks, and then none. */
function passing(trouble: Trouble, times: number): () => Trouble {
  let left = times;
  return () => (left-- > 0 ? trouble : { reaches: true, returns: true });
}

it("a decision whose answer is lost is asked after, and stands once", async () => {
  const one = call();
  // Two looks a try: on the way there and on the way back.
  const committer = committerOver(passing({ reaches: true, returns: false }, 4), 2_000);
  expect(await committer.decide(one)).toMatchObject({ decision: "allow" });
  expect(await recorded(one)).toEqual({ outcome: null, entries: 1, used: 2 });
});

it("a decision whose answer comes too late is refused, and undone once it is known", async () => {
  const one = call();
  let returns = false;
  const committer = committerOver(() => ({ reaches: true, returns }));
  await expect(committer.decide(one)).rejects.toMatchObject({
    code: "unavailable",
    extensions: { rule: "(degraded: ledger)" },
  });
  expect(committer.healthy()).toBe(false);
  expect(await recorded(one)).toEqual({ outcome: null, entries: 1, used: 2 });
  returns = true;
  await comesTrue(() => recorded(one), { outcome: "not_sent", entries: 2, used: 0 });
  expect(committer.healthy()).toBe(true);
});

it("a decision that never reached the database is refused, and nothing of it is left", async () => {
  const one = call();
  let reaches = false;
  const committer = committerOver(() => ({ reaches, returns: true }));
  await expect(committer.decide(one)).rejects.toMatchObject({ code: "unavailable" });
  reaches = true;
  const next = call();
  expect(await committer.decide(next)).toMatchObject({ decision: "allow" });
  await committer.drain(2_000);
  const left = await recorded(one);
  expect([
    { outcome: null, entries: 0, used: null },
    { outcome: "not_sent", entries: 2, used: 0 },
  ]).toContainEqual(left);
});

it("an outcome whose answer is lost is recorded once, and refunds once", async () => {
  const one = call();
  let returns = true;
  const committer = committerOver(() => ({ reaches: true, returns }));
  await committer.decide(one);
  returns = false;
  const settled = committer.settle({
    ...one,
    outcome: "upstream_error",
    upstreamStatus: 503,
    durationMs: 1,
    charge: false,
  });
  await comesTrue(() => recorded(one), { outcome: "upstream_error", entries: 2, used: 0 });
  returns = true;
  await settled;
  expect(await recorded(one)).toEqual({ outcome: "upstream_error", entries: 2, used: 0 });
});
