import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeTenant, type TestDatabase, type TestTenant, testDatabase } from "@/lib/db/testing";
import { newId } from "@/lib/kernel";
import { type Finding, verifyOwn, verifyTenant } from "@/lib/ledger";
import { createCommitter } from "./committer";
import type { CallToDecide } from "./record";

/*
 * The decision log against the ledger. An administrator of the database changes rows behind the
 * house's back; the operator's verification and the tenant's own must both find each change.
 */
let database: TestDatabase;
let tenant: TestTenant;
const open = newId();
const settled = newId();
const refused = newId();
const grantId = newId();
const serverId = newId();

beforeAll(async () => {
  database = await testDatabase();
  tenant = await makeTenant(database);
  await database.admin(
    "insert into portcullis.servers (tenant_id, workspace_id, id, name, url, created_by) values ($1, $2, $3, 's', 'https://example.test/mcp', 'test')",
    [tenant.tenantId, tenant.workspaceId, serverId],
  );
  for (const id of [grantId, newId()])
    await database.admin(
      `insert into portcullis.grants (tenant_id, workspace_id, id, server_id, name, token_hash, last_four, created_by)
       values ($1, $2, $3, $4, 'g', sha256($5::bytea), 'abcd', 'test')`,
      [tenant.tenantId, tenant.workspaceId, id, serverId, id],
    );
  const db = database.open("portcullis_gate");
  const committer = createCommitter({ db, instanceId: newId() });
  await committer.decide(call(open, "allow"));
  await committer.decide(call(settled, "allow"));
  await committer.decide({ ...call(refused, "refuse"), tool: null, definitionHash: null });
  await committer.settle({
    ...call(settled, "allow"),
    outcome: "answered",
    upstreamStatus: 200,
    durationMs: 7,
    charge: true,
    requestId: "test-request",
  });
});
afterAll(() => database.drop());

function call(decisionId: string, verdict: "allow" | "refuse"): CallToDecide {
  return {
    tenantId: tenant.tenantId,
    workspaceId: tenant.workspaceId,
    decisionId,
    serverId,
    grantId,
    method: "tools/call",
    tool: "echo",
    verdict,
    rule: verdict === "refuse" ? "/tools/echo/deny_if/0" : null,
    limits: [],
    policyHash: "0".repeat(64),
    definitionHash: "1".repeat(64),
    argumentKeys: ["message", "size"],
    argumentKeysMore: 0,
    requestId: "test-request",
  } as CallToDecide;
}

type Found = Pick<Finding, "fault" | "detail">[];

/** What both verifications find once an administrator has done this; undone afterwards. */
async function foundAfter(sql: string, values: readonly unknown[] = []): Promise<Found> {
  const copies = await database.admin("select * from portcullis.decisions");
  await database.admin(sql, values);
  try {
    const reader = database.open("portcullis_ledger_reader");
    const operator = await verifyTenant(reader, tenant.tenantId);
    const own = await verifyOwn(database.open(), tenant.identity);
    expect(own.findings).toEqual(operator.findings);
    expect([operator.whole, own.whole]).toEqual([
      operator.findings.length === 0,
      operator.findings.length === 0,
    ]);
    return [...operator.findings];
  } finally {
    await restore(copies);
  }
}

async function restore(rows: readonly object[]): Promise<void> {
  await database.admin("delete from portcullis.decisions");
  for (const row of rows)
    await database.admin(
      "insert into portcullis.decisions select * from jsonb_populate_record(null::portcullis.decisions, $1)",
      [JSON.stringify(row)],
    );
}

const faults = (found: Found) => found.map(({ fault }) => fault).sort();

it("untouched decisions are what their entries say, and all of them are compared", async () => {
  expect(await foundAfter("select 1")).toEqual([]);
  const reader = database.open("portcullis_ledger_reader");
  expect(await verifyTenant(reader, tenant.tenantId)).toMatchObject({ whole: true, decisions: 3 });
});

/** A column of a decision, and another value for it. */
const CHANGES: Readonly<Record<string, string>> = {
  server_id: "gen_random_uuid()",
  grant_id: `(select id from portcullis.grants where id <> d.grant_id limit 1)`,
  method: "'tools/list'",
  tool: "case when tool is null then 'echo' end",
  decision: "case decision when 'allow' then 'refuse' else 'allow' end",
  rule: "'(default deny)'",
  policy_hash: "repeat('2', 64)",
  definition_hash: "repeat('3', 64)",
  argument_keys: "'{message}'",
  request_id: "'another-request'",
  ledger_seq: "ledger_seq + 1",
  outcome: "case when outcome is null then null else 'cancelled' end",
  outcome_seq: "case when outcome is null then null else outcome_seq - 1 end",
};
/** What a row says beyond its entries: nothing else knows it, so its change is not found. */
const BEYOND = [
  "argument_keys_more",
  "at",
  "duration_ms",
  "instance_id",
  "redaction_version",
  "settled_at",
  "steps",
  "upstream_status",
  "workspace_id",
];

describe("a decision that was changed is found:", () => {
  it.each(Object.entries(CHANGES))("%s", async (column, value) => {
    await database.admin("alter table portcullis.decisions disable trigger all");
    const id = column.startsWith("outcome") ? settled : refused;
    const found = await foundAfter(
      `update portcullis.decisions d set ${column} = ${value} where id = $1`,
      [id],
    );
    expect(faults(found)).toContain(
      column === "ledger_seq" ? "decision-added" : "decision-differs",
    );
    expect(found.map(({ detail }) => detail).join()).toContain(id);
  });

  it("its outcome taken back, or given to one that is open", async () => {
    const taken = "outcome = null, settled_at = null, outcome_seq = null";
    expect(faults(await foundAfter(`update portcullis.decisions set ${taken}`))).toEqual([
      "decision-differs",
    ]);
    for (const seq of [
      "null",
      "ledger_seq",
      "(select max(outcome_seq) from portcullis.decisions)",
    ]) {
      const given = `outcome = 'answered', settled_at = now(), outcome_seq = ${seq}`;
      const found = await foundAfter(`update portcullis.decisions set ${given} where id = $1`, [
        open,
      ]);
      expect([seq, faults(found)]).toEqual([seq, ["decision-differs"]]);
    }
  });

  it("every column is either tried here or named as standing in no entry", async () => {
    const columns = await database.admin<{ name: string }>(
      `select attname as name from pg_attribute where attrelid = 'portcullis.decisions'::regclass and attnum > 0 and not attisdropped`,
    );
    const known = [...Object.keys(CHANGES), ...BEYOND, "tenant_id", "id"];
    expect(columns.map(({ name }) => name).sort()).toEqual(known.sort());
  });
});

it("a decision that is gone is found at its entries", async () => {
  const found = await foundAfter("delete from portcullis.decisions where id = $1", [settled]);
  expect(faults(found)).toEqual(["decision-missing", "decision-missing"]);
});

it("a decision that was added is found, whatever entry it names", async () => {
  for (const seq of ["-1", "0", "ledger_seq", "ledger_seq + 1000000"]) {
    const found = await foundAfter(
      `insert into portcullis.decisions (tenant_id, workspace_id, id, server_id, grant_id, method, decision, redaction_version, request_id, ledger_seq, instance_id)
       select tenant_id, workspace_id, uuidv7(), server_id, grant_id, method, decision, 1, request_id, ${seq}, instance_id
       from portcullis.decisions where id = $1`,
      [refused],
    );
    expect([seq, faults(found)]).toEqual([seq, ["decision-added"]]);
  }
});

it("a decision under another id is one that is gone and one that was added", async () => {
  const found = await foundAfter("update portcullis.decisions set id = uuidv7() where id = $1", [
    refused,
  ]);
  expect(faults(found)).toEqual(["decision-added", "decision-missing"]);
});

it("more findings than are shown are counted", async () => {
  const found = await foundAfter(
    `insert into portcullis.decisions (tenant_id, workspace_id, id, server_id, grant_id, method, decision, redaction_version, request_id, ledger_seq, instance_id)
     select tenant_id, workspace_id, uuidv7(), server_id, grant_id, method, decision, 1, request_id, 0, instance_id
     from portcullis.decisions, generate_series(1, 130) where id = $1`,
    [refused],
  );
  expect(found).toHaveLength(100);
});

it("who sees some of the workspaces only is told nothing of decisions, rather than something false", async () => {
  const verified = await verifyOwn(database.open(), { ...tenant.identity, workspaceIds: [] });
  expect(verified).toMatchObject({ whole: true, decisions: 0 });
});
