import { afterAll, beforeAll, expect, it } from "vitest";
import { makeTenant, type TestTenant, testDatabase } from "@/lib/db/testing";
import { newId } from "@/lib/kernel";
import { createCommitter } from "./committer";
import type { CallToDecide } from "./record";

/*
 * The plans of gate_commit are made by the first batches of a connection, in a house that may be new.
 * The tables that it searches grow by millions of rows after that.
 */
const database = await testDatabase();
// One connection, so that the plans of the first batches are those of the last.
const db = database.open("portcullis_gate", { connections: 1 });
const committer = createCommitter({ db, instanceId: newId() });
afterAll(() => database.drop());
const GROWN = 5_000;
const tables = [
  "decisions",
  "quota_counters",
  "quota_reservations",
  "ledger_heads",
  "ledger_entries",
];
let tenant: TestTenant;
const serverId = newId();
const grantId = newId();

beforeAll(async () => {
  tenant = await makeTenant(database);
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

/** `careful`: the database looks up what the gate would know. */
async function callAndSettle(careful: boolean): Promise<void> {
  const limit = { counter: "c", period: "day", scope: "grant", max: 1e6, amount: 1 } as const;
  const call: CallToDecide = {
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
  const { decision, ledgerSeq } = await committer.decide(call);
  expect(decision).toBe("allow");
  const end = {
    outcome: "not_sent",
    upstreamStatus: null,
    durationMs: null,
    charge: false,
  } as const;
  await committer.settle({ ...call, ...end, ...(careful ? {} : { ledgerSeq, limited: true }) });
}

/** Entries of indexes that were read, by table, once the server has counted the last batch. */
async function entriesRead(table: string): Promise<number> {
  const [row] = await database.admin<{ read: string }>(
    "select sum(idx_tup_read) as read from pg_stat_user_indexes where relname = $1",
    [table],
  );
  return Number(row?.read);
}

it.each([true, false])(
  "finds what a batch needs by its keys, though the tables were empty when it was planned (careful: %s)",
  async (careful) => {
    await callAndSettle(careful);
    // The server counts how small the tables are, and the next batches are planned by that.
    const list = tables.map((table) => `portcullis.${table}`).join(", ");
    await database.admin(`vacuum (analyze) ${list}`);
    for (let n = 0; n < 8; n++) await callAndSettle(careful);
    await database.admin(
      `insert into portcullis.tenants (tenant_id, slug, name)
     select uuidv7(), 'grown-' || $2 || n, 'Grown' from generate_series(1, $1) n`,
      [GROWN, careful ? "a" : "b"],
    );
    await database.admin(
      `insert into portcullis.quota_counters (tenant_id, scope, scope_id, counter, period, window_start)
     select $1, 'grant', uuidv7(), 'c', 'day', now() from generate_series(1, $2)`,
      [tenant.tenantId, GROWN],
    );
    await database.admin(
      `insert into portcullis.decisions (tenant_id, workspace_id, id, server_id, grant_id, method, decision, redaction_version,
       request_id, ledger_seq, instance_id)
     select $1, $2, uuidv7(), $3, $4, 'tools/call', 'refuse', 1, 'grown', 0, uuidv7() from generate_series(1, $5)`,
      [tenant.tenantId, tenant.workspaceId, serverId, grantId, GROWN],
    );
    // Far above the head, so that the log goes on below them.
    await database.admin(
      `insert into portcullis.ledger_entries (tenant_id, seq, id, at, type, slice, request_id, leaf, bytes)
     select $1, (select max(seq) from portcullis.ledger_entries) + 1000 + n, uuidv7(), now(), 'grown', 'main', 'grown',
       sha256('x'), 'x' from generate_series(1, $2) n`,
      [tenant.tenantId, GROWN],
    );
    // Counts of what went before arrive within a second.
    await new Promise((wake) => setTimeout(wake, 1_500));
    const before = await Promise.all(tables.map(entriesRead));
    const batches = 4;
    for (let n = 0; n < batches; n++) await callAndSettle(careful);
    await new Promise((wake) => setTimeout(wake, 1_500));
    await callAndSettle(careful);
    await expect.poll(() => entriesRead("ledger_heads")).toBeGreaterThan(before[3] ?? 0);
    for (const [n, table] of tables.entries()) {
      const read = (await entriesRead(table)) - (before[n] ?? 0);
      expect([table, read < GROWN]).toEqual([table, true]);
    }
  },
);
