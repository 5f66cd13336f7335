import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FixtureUpstream, fixtureUpstream } from "@/lib/gate/testing/fixture-upstream";
import { beginSession, openStream } from "@/lib/gate/testing/open-stream";
import {
  send,
  type TestGate,
  type TestGrant,
  testGate,
  toolCall,
} from "@/lib/gate/testing/test-gate";
import { newId } from "@/lib/kernel";
import { type GateProcesses, gateProcesses } from "./testing/gate-process";

/*
 * What is promised of a second, on gates that are processes of their own: counted from the moment a
 * change was acknowledged until a gate first heeds it, with requests following one another closely.
 */
const PROMISED_MS = 1_000;
const ALLOWING = { version: 1, default: "allow" };

let house: TestGate;
let upstream: FixtureUpstream;
let processes: GateProcesses;
beforeAll(async () => {
  upstream = await fixtureUpstream();
  house = await testGate();
  processes = await gateProcesses(house.database, 2);
}, 60_000);
afterAll(async () => {
  await processes.close();
  await house.close();
  await upstream.close();
});

/** The grant as it is reached at each of the processes. */
const at = (grant: TestGrant): TestGrant[] =>
  processes.gates.map(({ port }) => ({
    ...grant,
    url: grant.url.replace(/:\d+\//, `:${port}/`),
  }));

type Poll = { readonly begun: number; readonly heard: number; readonly heeded: boolean };

/** Asks one gate again and again until it has heeded a change for a while; all that was seen. */
async function pollDensely(grant: TestGrant, heeds: (status: number, text: string) => boolean) {
  const polls: Poll[] = [];
  const end = performance.now() + 5_000;
  while (performance.now() < end && polls.filter(({ heeded }) => heeded).length < 10) {
    const begun = performance.now();
    const { status, text } = await send(grant, toolCall("echo"));
    polls.push({ begun, heard: performance.now(), heeded: heeds(status, text) });
    await new Promise((wake) => setTimeout(wake, 5));
  }
  return polls;
}

/** Milliseconds from the acknowledgement to each gate's first heeding, which none goes back on. */
async function measure(
  grant: TestGrant,
  change: () => Promise<unknown>,
  heeds: (status: number, text: string) => boolean,
): Promise<number[]> {
  for (const gate of at(grant)) expect((await send(gate, toolCall("echo"))).status).toBe(200);
  const polling = at(grant).map((gate) => pollDensely(gate, heeds));
  // Anywhere between two readings of a gate's.
  await new Promise((wake) => setTimeout(wake, 100 + Math.random() * 250));
  await change();
  const acknowledged = performance.now();
  const all = await Promise.all(polling);
  return all.map((polls) => {
    const first = polls.findIndex(({ heeded }) => heeded);
    expect(first).toBeGreaterThan(0);
    expect(polls.slice(first).every(({ heeded }) => heeded)).toBe(true);
    return (polls[first]?.heard ?? Number.NaN) - acknowledged;
  });
}

it("they are two processes, neither of them this one", () => {
  const pids = new Set([process.pid, ...processes.gates.map(({ pid }) => pid)]);
  expect(pids.size).toBe(3);
});

describe("on both, within a second of its acknowledgement", () => {
  it.each([1, 2, 3, 4])("a revoked grant is refused (%i)", async () => {
    const grant = await house.addServer(upstream.url, ALLOWING);
    const took = await measure(
      grant,
      () => house.revoke(grant),
      (status) => status === 401,
    );
    for (const milliseconds of took) expect(milliseconds).toBeLessThan(PROMISED_MS);
  });

  it("new rules are heeded", async () => {
    const grant = await house.addServer(upstream.url, ALLOWING);
    const took = await measure(
      grant,
      () => house.publish(grant.serverId, { version: 1, default: "deny" }),
      (_status, text) => text.includes("(default deny)"),
    );
    for (const milliseconds of took) expect(milliseconds).toBeLessThan(PROMISED_MS);
  });

  it("the streams and calls of a revoked grant have ended", async () => {
    const grant = await house.addServer(upstream.url, ALLOWING);
    const [one, other] = at(grant) as [TestGrant, TestGrant];
    const streams = [
      await openStream(other, await beginSession(one)),
      await openStream(one, await beginSession(other)),
    ];
    expect(streams.map(({ status }) => status)).toEqual([200, 200]);
    const calls = at(grant).map((gate) => send(gate, toolCall("hangs")));
    const arrived = () => upstream.seen.filter(({ body }) => body.includes('"hangs"')).length;
    await expect.poll(arrived).toBe(2);
    await house.revoke(grant);
    for (const stream of streams)
      expect(await stream.until(() => stream.over(), PROMISED_MS)).toBeLessThan(PROMISED_MS);
    for (const reply of await Promise.all(calls)) expect(reply.status).toBe(401);
  });

  it("a call that was cancelled at the other has ended, and is recorded so", async () => {
    const grant = await house.addServer(upstream.url, ALLOWING);
    const [one, other] = at(grant) as [TestGrant, TestGrant];
    const headers = { "mcp-session-id": await beginSession(one) };
    const requestId = newId();
    const call = send(one, toolCall("hangs", {}, "c-1"), { requestId, headers });
    const arrived = () =>
      upstream.seen.some(({ headers: sent }) => sent["x-request-id"] === requestId);
    await expect.poll(arrived).toBe(true);
    const params = { requestId: "c-1" };
    const cancel = { jsonrpc: "2.0", method: "notifications/cancelled", params };
    expect((await send(other, cancel, { headers })).status).toBe(202);
    const acknowledged = performance.now();
    expect((await call).status).toBe(409);
    expect(performance.now() - acknowledged).toBeLessThan(PROMISED_MS);
    expect(await house.decision(requestId)).toMatchObject({ outcome: "cancelled" });
  });
});
