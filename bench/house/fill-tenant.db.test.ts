import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { systemCaller } from "@/lib/access";
import { makeTenant, type TestDatabase, testDatabase } from "@/lib/db/testing";
import type { Config } from "@/lib/kernel";
import { verifyTenant } from "@/lib/ledger";
import { publishRules, registerServer } from "@/lib/servers";
import { createVault, localKms } from "@/lib/vault";
import { fillTenant } from "./fill-tenant";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

it("a tenant that was filled in bulk has a ledger that verifies, and calls that name their entries", async () => {
  const { tenantId, workspaceId } = await makeTenant(database);
  const db = database.open();
  const origins = { gate: "http://localhost:1", console: "http://localhost:2", idp: "" };
  const config = { mode: "evaluation", origins } as Config;
  const deps = { db, config, vault: createVault(db, localKms(randomBytes(32), 1)) };
  const caller = systemCaller("test", { tenantId, workspaceIds: [workspaceId] });
  const url = "http://127.0.0.1:9/mcp";
  const server = await registerServer(deps, caller, { name: "s", url });
  const document = { version: 1, default: "allow" };
  const { hash } = await publishRules(deps, caller, server.id, { document });

  const client = new pg.Client({ connectionString: database.adminUrl });
  await client.connect();
  const facts = { tenantId, workspaceId, serverId: server.id, policyHash: hash, grants: [] };
  const size = { calls: 4_500, tools: 20, grants: 30 };
  const filled = await fillTenant(client, facts, size).finally(() => client.end());

  expect(filled.grants).toHaveLength(30);
  const [found] = await database.admin(
    `select count(*)::int as calls, count(e.seq)::int as decided, count(o.seq)::int as settled
     from portcullis.decisions d
     left join portcullis.ledger_entries e on e.seq = d.ledger_seq and e.stream = d.id
     left join portcullis.ledger_entries o on o.seq = d.outcome_seq and o.stream = d.id
     where d.tenant_id = $1`,
    [tenantId],
  );
  expect(found).toEqual({ calls: 4_500, decided: 4_500, settled: 4_500 });
  const verification = await verifyTenant(database.open("portcullis_ledger_reader"), tenantId);
  expect([verification.whole, verification.findings]).toEqual([true, []]);
}, 60_000);
