import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FixtureUpstream, fixtureUpstream } from "./testing/fixture-upstream";
import { send, type TestGate, type TestGrant, testGate, toolCall } from "./testing/test-gate";

let house: TestGate;
let upstream: FixtureUpstream;
let grant: TestGrant;
beforeAll(async () => {
  upstream = await fixtureUpstream();
  house = await testGate({ headersMs: 700, requestMs: 900 });
  grant = await house.addServer(upstream.url, { version: 1, default: "allow" });
});
afterAll(async () => {
  await house.close();
  await upstream.close();
});

describe("health", () => {
  it("says that it lives and that it is ready", async () => {
    const at = `http://127.0.0.1:${house.port}`;
    expect(await (await fetch(`${at}/healthz`)).json()).toEqual({ status: "ok" });
    const ready = await fetch(`${at}/readyz`);
    expect(ready.status).toBe(200);
    expect(await ready.json()).toEqual({
      status: "ready",
      checks: Object.fromEntries(
        ["database", "ledger", "revocations", "serving"].map((name) => [
          name,
          { ok: true, required: true, milliseconds: expect.any(Number) },
        ]),
      ),
    });
    expect((await fetch(`${at}/healthz`, { method: "POST" })).status).toBe(405);
  });
});

describe("metrics", () => {
  it("count who could not authenticate, and name no tenant", async () => {
    const at = `http://127.0.0.1:${house.port}/metrics`;
    const count = async () => {
      const text = await (await fetch(at)).text();
      expect(text).not.toContain(house.tenant.tenantId);
      return Number(/_total\{status="401"\} (\d+)/.exec(text)?.[1]);
    };
    await send({ ...grant, token: "pcg_wrong" }, toolCall("echo"));
    const before = await count();
    await send({ ...grant, token: "pcg_wrong" }, toolCall("echo"));
    expect(await count()).toBe(before + 1);
  });
});
