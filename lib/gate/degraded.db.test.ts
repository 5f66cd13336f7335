import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { newId } from "@/lib/kernel";
import { type FixtureUpstream, fixtureUpstream } from "./testing/fixture-upstream";
import {
  send,
  type TestGate,
  type TestGrant,
  testGate,
  textOf,
  toolCall,
} from "./testing/test-gate";

let house: TestGate;
let upstream: FixtureUpstream;
let grant: TestGrant;
beforeEach(async () => {
  upstream = await fixtureUpstream();
  house = await testGate();
  grant = await house.addServer(upstream.url, { version: 1, default: "allow" });
});
afterEach(async () => {
  await house.close();
  await upstream.close();
});

const ready = () => fetch(`http://127.0.0.1:${house.port}/readyz`);

describe("a gate whose ledger cannot be written", () => {
  it("makes no call, and says by which rule", async () => {
    expect((await send(grant, toolCall("echo"))).status).toBe(200);
    await house.database.admin(
      "revoke execute on function portcullis.gate_commit from portcullis_gate",
    );
    const before = upstream.seen.length;
    const requestId = newId();
    const reply = await send(grant, toolCall("echo", {}, 5), { requestId });
    expect(reply.status).toBe(503);
    expect(reply.headers.get("retry-after")).toMatch(/^\d+$/);
    expect(reply.body).toMatchObject({
      code: "unavailable",
      rule: "(degraded: ledger)",
      request_id: requestId,
      jsonrpc: "2.0",
      id: 5,
    });
    expect(JSON.stringify(reply.body.error)).toContain("(degraded: ledger)");
    expect(upstream.seen.length).toBe(before);
    expect(await house.decision(requestId)).toBeUndefined();
  });

  it("gives up within the deadline while the ledger hangs, and never makes the call later", async () => {
    await send(grant, toolCall("echo"));
    const hold = holdHead();
    await new Promise((wake) => setTimeout(wake, 300));
    const started = performance.now();
    const reply = await send(grant, toolCall("echo"));
    expect(reply.status).toBe(503);
    expect(performance.now() - started).toBeLessThan(3_000);
    const before = upstream.seen.length;
    await hold;
    await new Promise((wake) => setTimeout(wake, 500));
    expect(upstream.seen.length).toBe(before);
    expect(textOf(await send(grant, toolCall("echo")))).toBe("called echo");
  });

  /** Holds the tenant's ledger head, as a slow transaction would. */
  async function holdHead(): Promise<void> {
    await house.database.admin(
      `do $$ begin
         perform 1 from portcullis.ledger_heads where tenant_id = '${house.tenant.tenantId}' for update;
         perform pg_sleep(3);
       end $$`,
    );
  }
});

describe("a gate whose database is gone", () => {
  it("refuses everything, is not ready, lives, and recovers by itself", async () => {
    expect((await send(grant, toolCall("echo"))).status).toBe(200);
    await house.database.admin(`alter database ${house.database.name} connection limit 0`);
    await house.database.admin(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and usename = 'portcullis_gate'",
    );
    const before = upstream.seen.length;
    await new Promise((wake) => setTimeout(wake, 1_200));
    const reply = await send(grant, toolCall("echo"));
    expect(reply.status).toBe(503);
    expect(reply.headers.get("retry-after")).toMatch(/^\d+$/);
    expect(upstream.seen.length).toBe(before);
    const notReady = await ready();
    expect(notReady.status).toBe(503);
    expect(await notReady.json()).toMatchObject({
      checks: { database: { ok: false }, revocations: { ok: false } },
    });
    expect((await fetch(`http://127.0.0.1:${house.port}/healthz`)).status).toBe(200);

    await house.database.admin(`alter database ${house.database.name} connection limit -1`);
    await new Promise((wake) => setTimeout(wake, 1_000));
    expect(textOf(await send(grant, toolCall("echo")))).toBe("called echo");
    expect((await ready()).status).toBe(200);
  });
});

describe("a gate that is told to stop", () => {
  it("ends open streams, lets a running call finish, and leaves nothing unrecorded", async () => {
    const requestId = newId();
    const running = send(grant, toolCall("chunked"), { requestId });
    while (!upstream.seen.some(({ headers }) => headers["x-request-id"] === requestId))
      await new Promise((wake) => setTimeout(wake, 2));
    await house.gate.close();
    expect(textOf(await running)).toBe("in pieces");
    expect(await house.decision(requestId)).toMatchObject({ outcome: "answered" });
    const rows = await house.database.admin("select 1 from portcullis.gate_instances");
    expect(rows).toEqual([]);
  });
});
