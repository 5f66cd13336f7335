/*
 * The public conformance suite against a fixture, directly and through the gate under a grant that
 * allows all. Whatever passes directly must pass through the gate.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type McpUpstream, mcpUpstream } from "@/lib/gate/testing/mcp-server/upstream";
import { type TestGate, type TestGrant, testGate } from "@/lib/gate/testing/test-gate";
import { type Forwarder, raiseForwarder } from "./forwarder";
import {
  ACTIVE,
  type Checks,
  failing,
  lost,
  only,
  REQUIRED,
  runSuite,
  type Suite,
} from "./run-suite";

let upstream: McpUpstream;
let house: TestGate;
let grant: TestGrant;
let forwarder: Forwarder;
beforeAll(async () => {
  upstream = await mcpUpstream();
  house = await testGate();
  grant = await house.addServer(upstream.url, { version: 1, default: "allow" });
  forwarder = await raiseForwarder(grant);
});
afterAll(async () => {
  await forwarder.close();
  await house.close();
  await upstream.close();
});

describe.each([
  [ACTIVE, 40],
  [REQUIRED, 84],
])("the conformance suite $name", (suite, checks) => {
  it("loses no check through the gate", async () => {
    const direct = await directly(suite);
    expect(direct.size).toBe(checks);
    const before = await decisions();
    const through = await runSuite(suite, forwarder.url);
    expect(lost(direct, through)).toEqual([]);
    expect(through.size).toBe(direct.size);
    // It was the gate that was asked, not the fixture by another way.
    expect(await decisions()).toBeGreaterThan(before + 10);
  });
});

it("loses no check where every request goes to another of two gates", async () => {
  const { reach } = await house.another();
  const balanced = await raiseForwarder([grant, reach(grant)]);
  try {
    const direct = await directly(REQUIRED);
    expect(lost(direct, await runSuite(REQUIRED, balanced.url))).toEqual([]);
  } finally {
    await balanced.close();
  }
});

const asked = new Map<Suite, Promise<Checks>>();

/** What a suite says of the fixture itself, of which every check must pass. */
async function directly(suite: Suite): Promise<Checks> {
  const asking = asked.get(suite) ?? runSuite(suite, upstream.url);
  asked.set(suite, asking);
  const direct = await asking;
  expect(failing(direct)).toEqual([]);
  return direct;
}

async function decisions(): Promise<number> {
  const [row] = await house.database.admin<{ count: string }>(
    "select count(*) from portcullis.decisions where grant_id = $1 and decision = 'allow'",
    [grant.grantId],
  );
  return Number(row?.count);
}

describe("a way that loses something is found out", () => {
  const without = (part: string) => (event: string) => (event.includes(part) ? "" : event);
  it.each([
    ["progress", "tools-call-with-progress", without("notifications/progress")],
    ["log messages", "tools-call-with-logging", without("notifications/message")],
    ["event ids", "server-sse-polling", (event: string) => event.replace(/^id:.*\n/m, "")],
  ])("%s", async (_what, scenario, alter) => {
    const lossy = await raiseForwarder(grant, alter);
    try {
      const direct = await runSuite(only(scenario), upstream.url);
      const through = await runSuite(only(scenario), lossy.url);
      expect(failing(direct)).toEqual([]);
      expect(lost(direct, through)).not.toEqual([]);
    } finally {
      await lossy.close();
    }
  });

  it("and so is a gate that refuses", async () => {
    const refused = await raiseForwarder({ url: grant.url, token: "pcg_none" });
    try {
      const direct = await runSuite(only("ping"), upstream.url);
      const through = await runSuite(only("ping"), refused.url);
      expect(lost(direct, through)).toEqual(["ping/ping: FAILURE"]);
    } finally {
      await refused.close();
    }
  });
});
