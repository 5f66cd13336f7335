import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeTenant, type TestDatabase, type TestTenant, testDatabase } from "@/lib/db/testing";
import { newId } from "@/lib/kernel";
import { readEntries, readHead, verifyEntries } from "@/lib/ledger";
import type { PlannedLimit } from "@/lib/policy";
import { type Committer, createCommitter } from "./committer";
import type { CallToDecide } from "./record";

let database: TestDatabase;
let committer: Committer;
let tenant: TestTenant;
let serverId: string;
let grantId: string;

beforeAll(async () => {
  database = await testDatabase();
  tenant = await makeTenant(database);
  ({ serverId, grantId } = await makeGrant(tenant));
  committer = createCommitter({
    db: database.open("portcullis_gate"),
    instanceId: newId(),
  });
});
afterAll(() => database.drop());

async function makeGrant(of: TestTenant): Promise<{ serverId: string; grantId: string }> {
  const ids = { serverId: newId(), grantId: newId() };
  await database.admin(
    "insert into portcullis.servers (tenant_id, workspace_id, id, name, url, created_by) values ($1, $2, $3, 's', 'https://example.test/mcp', 'test')",
    [of.tenantId, of.workspaceId, ids.serverId],
  );
  await database.admin(
    `insert into portcullis.grants (tenant_id, workspace_id, id, server_id, name, token_hash, last_four, created_by)
     values ($1, $2, $3, $4, 'g', sha256($5::bytea), 'abcd', 'test')`,
    [of.tenantId, of.workspaceId, ids.grantId, ids.serverId, ids.grantId],
  );
  return ids;
}

function call(
  limits: readonly PlannedLimit[] = [],
  more: Partial<CallToDecide> = {},
): CallToDecide {
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
    limits,
    policyHash: "0".repeat(64),
    definitionHash: null,
    argumentKeys: ["message"],
    argumentKeysMore: 0,
    requestId: newId(),
    ...more,
  };
}

function limit(
  counter: string,
  max: number,
  amount = 1,
  rule = "/tools/echo/limits/0",
): PlannedLimit {
  return { counter, period: "day", scope: "grant", max, amount, rule };
}

async function used(counter: string): Promise<number> {
  const rows = await database.admin<{ used: string }>(
    "select coalesce(sum(used), 0) as used from portcullis.quota_counters where counter = $1",
    [counter],
  );
  return Number(rows[0]?.used);
}

async function verify() {
  const reader = database.open("portcullis_ledger_reader");
  const head = await readHead(reader, tenant.tenantId);
  return verifyEntries(tenant.tenantId, readEntries(reader, tenant.tenantId), head);
}

describe("the committer", () => {
  it("lets exactly as many of 300 parallel calls through as the limit holds", async () => {
    const answers = await Promise.all(
      Array.from({ length: 300 }, () => committer.decide(call([limit("parallel", 100)]))),
    );
    expect(answers.filter((answer) => answer.decision === "allow")).toHaveLength(100);
    const refused = answers.filter((answer) => answer.decision === "refuse");
    expect(new Set(refused.map((answer) => answer.rule))).toEqual(
      new Set(["/tools/echo/limits/0"]),
    );
    expect(refused[0]?.retryAt).toBeInstanceOf(Date);
    expect(await used("parallel")).toBe(100);
  });

  it("takes every limit of a call or none", async () => {
    const limits = [limit("first", 10), limit("second", 0, 1, "/tools/echo/limits/1")];
    const answer = await committer.decide(call(limits));
    expect(answer).toMatchObject({ decision: "refuse", rule: "/tools/echo/limits/1" });
    expect(await used("first")).toBe(0);
  });

  it("sums an argument exactly where a limit counts amounts", async () => {
    for (let n = 0; n < 3; n++) await committer.decide(call([limit("spend", 1, 0.1)]));
    expect(await used("spend")).toBe(0.3);
  });

  it("gives back exactly what a refunded call took, once, however often it is settled", async () => {
    const allowed = call([limit("refund", 5, 2)]);
    await committer.decide(allowed);
    const settle = {
      ...allowed,
      outcome: "not_sent",
      upstreamStatus: null,
      durationMs: 1,
      charge: false,
    } as const;
    await Promise.all([
      committer.settle(settle),
      committer.settle(settle),
      committer.settle(settle),
    ]);
    expect(await used("refund")).toBe(0);
    const entries = await database.admin(
      "select 1 from portcullis.ledger_entries where stream = $1",
      [allowed.decisionId],
    );
    expect(entries).toHaveLength(2);
  });

  it("answers a decision that is sent again as it stands, and records it once", async () => {
    const one = call([limit("again", 5)]);
    const [first, second] = [await committer.decide(one), await committer.decide(one)];
    expect(second.ledgerSeq).toBe(first.ledgerSeq);
    expect(await used("again")).toBe(1);
  });

  it("writes the decision row with the number of its ledger entry", async () => {
    const refusal = call([], { verdict: "refuse", rule: "(default deny)", tool: "nope" });
    const { ledgerSeq } = await committer.decide(refusal);
    const rows = await database.admin<{ body: string }>(
      `select convert_from(e.bytes, 'UTF8') as body from portcullis.decisions d
       join portcullis.ledger_entries e on e.tenant_id = d.tenant_id and e.seq = d.ledger_seq where d.id = $1 and d.ledger_seq = $2`,
      [refusal.decisionId, ledgerSeq],
    );
    expect(JSON.parse(rows[0]?.body ?? "{}")).toMatchObject({
      stream: refusal.decisionId,
      body: {
        type: "call.decided",
        outcome: "refuse",
        reason: "(default deny)",
        keys: ["message"],
      },
    });
  });

  it("does not let one call that cannot be recorded fail the others of its batch", async () => {
    const foreign = call([], { serverId: newId() });
    const [bad, good] = await Promise.allSettled([
      committer.decide(foreign),
      committer.decide(call()),
    ]);
    expect(bad.status).toBe("rejected");
    expect(good.status).toBe("fulfilled");
  });

  it("lets a tenant whose ledger is held stall nobody else, and takes it up afterwards", async () => {
    const other = await makeTenant(database);
    const theirs = await makeGrant(other);
    const holding = database.admin(
      `with held as materialized (select 1 from portcullis.ledger_heads where tenant_id = $1 for update)
       select pg_sleep(0.6) from held`,
      [tenant.tenantId],
    );
    await new Promise((wake) => setTimeout(wake, 100));
    let released = false;
    holding.then(() => {
      released = true;
    });
    const held = committer.decide(call());
    const free = await committer.decide(
      call([], { tenantId: other.tenantId, workspaceId: other.workspaceId, ...theirs }),
    );
    expect(free.decision).toBe("allow");
    expect(released).toBe(false);
    expect((await held).decision).toBe("allow");
  });

  it("tells each of a batch the end of its own window, and nobody else's", async () => {
    const answers = await Promise.all(
      [5, 0, 5, 0].map((max, n) => committer.decide(call([limit(`window-${n}`, max)]))),
    );
    expect(answers.map(({ decision, retryAt }) => [decision, retryAt !== null])).toEqual([
      ["allow", false],
      ["refuse", true],
      ["allow", false],
      ["refuse", true],
    ]);
  });

  it("keeps no other tenant waiting behind a full batch of one whose ledger is held", async () => {
    const other = await makeTenant(database);
    const theirs = await makeGrant(other);
    let released = false;
    const holding = database
      .admin(
        `with held as materialized (select 1 from portcullis.ledger_heads where tenant_id = $1 for update)
         select pg_sleep(1) from held`,
        [tenant.tenantId],
      )
      .then(() => {
        released = true;
      });
    await new Promise((wake) => setTimeout(wake, 100));
    const held = Array.from({ length: 300 }, () => committer.decide(call()));
    const free = await committer.decide(
      call([], { tenantId: other.tenantId, workspaceId: other.workspaceId, ...theirs }),
    );
    expect(free.decision).toBe("allow");
    expect(released).toBe(false);
    await holding;
    expect(new Set((await Promise.all(held)).map(({ decision }) => decision))).toEqual(
      new Set(["allow"]),
    );
  });

  it("leaves a chain that verifies, streams and all", async () => {
    const result = await verify();
    expect(result.findings).toEqual([]);
    expect(result.entries).toBeGreaterThan(300);
  });
});
