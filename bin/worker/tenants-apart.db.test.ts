import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeTenant, type TestDatabase, type TestTenant, testDatabase } from "@/lib/db/testing";
import { type Config, newId } from "@/lib/kernel";
import type { Sandbox } from "@/lib/stdio";
import { createVault, localKms } from "@/lib/vault";
import { clearEnded } from "./clear-ended";
import { discoverNewServers } from "./discover-new-servers";
import { eachTenant } from "./each-tenant";

/* The worker goes from tenant to tenant: each time under that tenant's token, and for it alone. */
let database: TestDatabase;
let tenants: readonly TestTenant[];
beforeAll(async () => {
  database = await testDatabase();
  tenants = [await makeTenant(database), await makeTenant(database), await makeTenant(database)];
});
afterAll(() => database.drop());

const worker = () => database.open("portcullis_worker");

describe("the worker", () => {
  it("acts in every tenant once, as itself in that tenant, and one that fails stops no other", async () => {
    const acted: string[] = [];
    await eachTenant(worker(), async (caller) => {
      expect(caller).toMatchObject({ actor: "system:worker", source: "worker" });
      const of = tenants.find(({ tenantId }) => tenantId === caller.tenantId);
      expect(caller.workspaceIds).toEqual([of?.workspaceId]);
      acted.push(caller.tenantId);
      if (acted.length === 1) throw new Error("this one fails");
    });
    expect(acted.sort()).toEqual(tenants.map(({ tenantId }) => tenantId).sort());
  });

  it("clears what ended in each tenant, and nothing else of any", async () => {
    for (const { tenantId } of tenants)
      for (const [key, age] of [
        ["ended", "2 days"],
        ["kept", "1 hour"],
      ])
        await database.admin(
          `insert into portcullis.idempotency_keys (tenant_id, actor, key, operation, request_hash, created_at)
           values ($1, 'a', $2, 'o', 'h', now() - $3::interval)`,
          [tenantId, key, age],
        );
    await clearEnded(worker());
    const left = await database.admin(
      "select tenant_id, key from portcullis.idempotency_keys order by tenant_id",
    );
    expect(left).toEqual(tenants.map(({ tenantId }) => ({ tenant_id: tenantId, key: "kept" })));
  });

  it("keeps of what a directory sent the newest ten thousand, whatever another one sent", async () => {
    const [first, second] = tenants;
    for (const [tenantId, id, sent] of [
      [first?.tenantId, newId(), 30_000],
      [first?.tenantId, newId(), 2],
      [second?.tenantId, newId(), 2],
    ] as const) {
      await database.admin(
        `insert into portcullis.directories (tenant_id, id, name, connection, subject_from, created_by)
         values ($1, $2, 'd', 'c', 'externalId', 'test')`,
        [tenantId, id],
      );
      await database.admin(
        `insert into portcullis.directory_events (tenant_id, directory_id, id, method, path, status, what, request_id)
         select $1, $2, uuidv7(), 'POST', '/' || n, 400, 'refused', 'r' from generate_series(1, $3::int) n`,
        [tenantId, id, sent],
      );
    }
    await clearEnded(worker());
    const left = await database.admin<{ kept: number; oldest: number }>(
      `select count(*)::int as kept, min(substr(path, 2)::int) as oldest
       from portcullis.directory_events group by directory_id order by 1 desc`,
    );
    expect(left).toEqual([
      { kept: 10_000, oldest: 20_001 },
      { kept: 2, oldest: 1 },
      { kept: 2, oldest: 1 },
    ]);
  });

  it("asks each tenant's new servers and records it in that tenant's ledger", async () => {
    const servers = new Map<string, string>();
    for (const { tenantId, workspaceId } of tenants) {
      const id = newId();
      servers.set(tenantId, id);
      await database.admin(
        "insert into portcullis.servers (tenant_id, workspace_id, id, name, url, created_by) values ($1, $2, $3, 's', 'http://127.0.0.1:9/mcp', 'test')",
        [tenantId, workspaceId, id],
      );
    }
    const db = worker();
    const vault = createVault(db, localKms(randomBytes(32), 1));
    const config = { mode: "evaluation" } as Config;
    await discoverNewServers({ db, vault, config, sandbox: {} as Sandbox });
    const entries = await database.admin<{ tenant_id: string; body: Record<string, unknown> }>(
      `select tenant_id, (convert_from(bytes, 'UTF8')::jsonb) -> 'body' as body
       from portcullis.ledger_entries where type = 'server.tools-checked' order by tenant_id`,
    );
    expect(entries.map(({ tenant_id, body }) => [tenant_id, body.target, body.actor])).toEqual(
      tenants.map(({ tenantId }) => [tenantId, `server:${servers.get(tenantId)}`, "system:worker"]),
    );
  });
});
