import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { beginSession } from "./testing/open-stream";
import { type SdkUpstream, sdkUpstream } from "./testing/sdk-upstream";
import { send, type TestGate, type TestGrant, testGate, toolCall } from "./testing/test-gate";

const HIDING = { version: 1, default: "allow", hide: ["hidden"] };
const NOT_ITS_OWN = ["x-request-id", "date"];

let house: TestGate;
const upstreams: SdkUpstream[] = [];
beforeAll(async () => {
  house = await testGate();
});
afterAll(async () => {
  await house.close();
  await Promise.all(upstreams.map((upstream) => upstream.close()));
});

/** An answer with all that differs from call to call taken out, and nothing else. */
async function answerTo(grant: TestGrant, session: string, tool: string) {
  const reply = await send(grant, toolCall(tool), { headers: { "mcp-session-id": session } });
  const headers = [...reply.headers].filter(([name]) => !NOT_ITS_OWN.includes(name));
  const body = reply.text
    .replaceAll(tool, "<tool>")
    .replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}_\d/g, "<id>");
  return { status: reply.status, headers, body };
}

describe.each([
  ["event streams, with ids", false],
  ["JSON", true],
])("a hidden tool, where unlisted ones pass, of a server that answers in %s", (_name, json) => {
  it("is answered as one that is not there, to the byte", async () => {
    const upstream = await sdkUpstream({ json });
    upstreams.push(upstream);
    const grant = await house.addServer(upstream.url, HIDING);
    const session = await beginSession(grant);
    // "absent" and "hidden" are of one length, so lengths may be compared too.
    const absent = await answerTo(grant, session, "absent");
    expect(await answerTo(grant, session, "hidden")).toEqual(absent);
    expect(absent.body).toContain("Tool <tool> not found");
    if (!json)
      expect(absent.body).toMatch(/^id: <id>\ndata: \n\nevent: message\nid: <id>\ndata: {/);
    expect(absent.headers).toContainEqual([
      "content-type",
      json ? "application/json" : "text/event-stream",
    ]);
  });

  it("has ids of its own each time", async () => {
    if (json) return;
    const upstream = await sdkUpstream({ json });
    upstreams.push(upstream);
    const grant = await house.addServer(upstream.url, HIDING);
    const session = await beginSession(grant);
    await send(grant, toolCall("absent"), { headers: { "mcp-session-id": session } });
    const ids = async () =>
      (await send(grant, toolCall("hidden"), { headers: { "mcp-session-id": session } })).text
        .match(/^id: .*$/gm)
        ?.join();
    expect(await ids()).not.toBe(await ids());
  });
});
