import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Caller } from "@/lib/access";
import { acting } from "@/lib/access/testing/acting";
import type { Database } from "@/lib/db";
import { makeTenant, type TestDatabase, type TestTenant, testDatabase } from "@/lib/db/testing";
import { newId } from "@/lib/kernel";
import { summariseDecisions } from "./summarise-decisions";

let database: TestDatabase;
let db: Database;
let tenant: TestTenant;
const [serverId, grantId] = [newId(), newId()];
const HOUR_MS = 3_600_000;
const to = new Date(Date.now() + HOUR_MS);
const from = new Date(to.getTime() - 10 * HOUR_MS);
const HASH = "a".repeat(64);

beforeAll(async () => {
  database = await testDatabase();
  db = database.open();
  tenant = await makeTenant(database);
  const { tenantId, workspaceId } = tenant;
  await database.admin(
    "insert into portcullis.servers (tenant_id, workspace_id, id, name, url, created_by) values ($1, $2, $3, 'tools', 'https://example.test/mcp', 'test')",
    [tenantId, workspaceId, serverId],
  );
  await database.admin(
    `insert into portcullis.grants (tenant_id, workspace_id, id, server_id, name, token_hash, last_four, created_by)
     values ($1, $2, $3, $4, 'g', sha256('x'), 'abcd', 'test')`,
    [tenantId, workspaceId, grantId, serverId],
  );
  await database.admin(
    `insert into portcullis.rule_sets (tenant_id, workspace_id, id, server_id, version, hash, document, created_by)
     values ($1, $2, $3, $4, 1, $5, '{"version":1,"default":"deny","tools":{"echo":{"limits":[{"counter":"c","window":"minute","max":30,"scope":"grant"}]}}}', 'test')`,
    [tenantId, workspaceId, newId(), serverId, HASH],
  );
  for (let hour = 0; hour < 4; hour++) {
    await decided(hour, "echo", "answered");
    await decided(hour, "echo", null, "/tools/echo/limits/0");
  }
  await decided(1, "sum", "timeout");
  await decided(1, "sum", null);
  await decided(2, "other", null, "(default deny)");
  // Before the span: counted nowhere.
  await decided(-1, "echo", "answered");
});
afterAll(() => database.drop());

/** A decision in the middle of one of the span's hours. */
async function decided(hour: number, tool: string, outcome: string | null, rule?: string) {
  await database.admin(
    `insert into portcullis.decisions (tenant_id, workspace_id, id, at, server_id, grant_id, method, tool, decision, rule,
       policy_hash, redaction_version, request_id, ledger_seq, instance_id, outcome, settled_at)
     values ($1, $2, uuidv7($3::timestamptz - now()), $3, $4, $5, 'tools/call', $6, $7, $8, $9, 1, 'r', 0, $4, $10, $11)`,
    [
      tenant.tenantId,
      tenant.workspaceId,
      new Date(from.getTime() + (hour + 0.5) * HOUR_MS),
      serverId,
      grantId,
      tool,
      rule === undefined ? "allow" : "refuse",
      rule ?? null,
      HASH,
      outcome,
      outcome === null ? null : new Date(),
    ],
  );
}

function caller(of: TestTenant): Caller {
  return acting(of, "viewer");
}

describe("the summary of a span", () => {
  it("counts each decision once, in its step, by how it ended", async () => {
    const summary = await summariseDecisions({ db }, caller(tenant), { from, to, buckets: 10 });
    expect(summary).toMatchObject({ passed: 4, refused: 5, failed: 1, open: 1 });
    expect(
      summary.series.map(({ passed, refused, failed, open }) => [passed, refused, failed, open]),
    ).toEqual([
      [1, 1, 0, 0],
      [1, 1, 1, 1],
      [1, 2, 0, 0],
      [1, 1, 0, 0],
      ...Array.from({ length: 6 }, () => [0, 0, 0, 0]),
    ]);
    expect(summary.series[0]?.at).toBe(from.toISOString());
  });

  it("names the most frequent refusals first, in plain words", async () => {
    const { refusals } = await summariseDecisions({ db }, caller(tenant), { from, to, buckets: 1 });
    expect(refusals.map(({ rule, tool, count }) => [rule, tool, count])).toEqual([
      ["/tools/echo/limits/0", "echo", 4],
      ["(default deny)", "other", 1],
    ]);
    expect(refusals[0]?.why).toContain("30 calls a minute");
    expect(refusals[0]?.serverName).toBe("tools");
    expect(refusals[0]?.lastAt).toBe(new Date(from.getTime() + 3.5 * HOUR_MS).toISOString());
  });

  it("counts by tool, the busiest first", async () => {
    const { tools } = await summariseDecisions({ db }, caller(tenant), { from, to, buckets: 7 });
    expect(
      tools.map(({ tool, passed, refused, failed, open }) => [tool, passed, refused, failed, open]),
    ).toEqual([
      ["echo", 4, 4, 0, 0],
      ["sum", 0, 0, 1, 1],
      ["other", 0, 1, 0, 0],
    ]);
  });

  it("shows nothing of another tenant's", async () => {
    const other = await makeTenant(database);
    const summary = await summariseDecisions({ db }, caller(other), { from, to, buckets: 10 });
    expect(summary).toMatchObject({ passed: 0, refused: 0, tools: [], refusals: [] });
  });

  it("refuses a span that ends before it begins", async () => {
    const backwards = { from: to, to: from, buckets: 10 };
    await expect(summariseDecisions({ db }, caller(tenant), backwards)).rejects.toMatchObject({
      code: "invalid_request",
    });
  });
});
