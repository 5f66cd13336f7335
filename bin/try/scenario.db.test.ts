import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestGate, testGate } from "@/lib/gate/testing/test-gate";
import { SEED_SERVERS } from "../seed/tenants";
import { createUpstream } from "../upstream/server";
import { connect } from "./client";
import { runGoverned, runOpen } from "./scenario";

let house: TestGate;
let upstream: Awaited<ReturnType<typeof createUpstream>>;
let url: string;
beforeAll(async () => {
  upstream = await createUpstream();
  await new Promise<void>((resolve) => upstream.server.listen(0, "127.0.0.1", resolve));
  url = `http://localhost:${(upstream.server.address() as AddressInfo).port}/mcp`;
  house = await testGate();
});
afterAll(async () => {
  await house.close();
  await upstream.closeSessions();
  upstream.server.closeAllConnections();
  upstream.server.close();
});

async function client(name: string) {
  const seed = SEED_SERVERS.find((server) => server.grant === name);
  const grant = await house.addServer(url, seed?.rules);
  return { grant, client: await connect(grant.url, grant.token) };
}

describe("the official client, the gate, and the reference server", () => {
  it("go as the evaluation rules say", async () => {
    const { grant, client: governed } = await client("governed");
    const waited: number[] = [];
    const steps = await runGoverned(
      governed,
      () => {},
      async (ms) => void waited.push(ms),
    );
    await governed.close();
    expect(steps.filter(({ expected, got }) => expected !== got)).toEqual([]);
    expect(steps.map(({ rule }) => rule)).toEqual([
      null,
      null,
      "/tools/echo/limits/0",
      null,
      "/tools/get-sum/deny_if/0",
      "/tools/get-sum/deny_if/0",
      "(default deny)",
      "(default deny)",
    ]);
    expect(waited).toEqual([]);
    const [hidden, unlisted] = steps.slice(-2);
    expect(hidden?.says).toBe(unlisted?.says);
    for (const { requestId, got, tried } of steps.slice(1)) {
      const row = await house.decision(requestId);
      expect([tried, row?.decision]).toEqual([tried, got === "passed" ? "allow" : "refuse"]);
    }
    const rows = await house.database.admin<{ open: string }>(
      "select count(*) as open from portcullis.mcp_sessions where grant_id = $1 and ended_at is null",
      [grant.grantId],
    );
    expect(rows).toEqual([{ open: "0" }]);
  });

  it("reach every tool through an open grant, progress and large content too", async () => {
    const { client: open } = await client("open");
    const steps = await runOpen(open);
    expect(steps.filter(({ expected, got }) => expected !== got)).toEqual([]);
    const long = await open.call("trigger-long-running-operation", { duration: 1, steps: 3 });
    expect(long).toMatchObject({ isError: false, text: expect.stringContaining("completed") });
    const image = await open.call("get-tiny-image", {});
    expect(image.isError).toBe(false);
    await open.close();
  });
});
