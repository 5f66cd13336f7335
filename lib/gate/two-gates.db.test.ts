import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FixtureUpstream, fixtureUpstream } from "./testing/fixture-upstream";
import { beginSession, deleteSession, openStream } from "./testing/open-stream";
import { send, type TestGate, type TestGrant, testGate, toolCall } from "./testing/test-gate";

const HIDING = { version: 1, default: "deny", hide: ["secret"], tools: { echo: {} } };
const ALLOWING = { version: 1, default: "allow" };
const CHANGED = (list: string) => `"method":"notifications/${list}/list_changed"`;

let house: TestGate;
let upstream: FixtureUpstream;
let silent: FixtureUpstream;
let elsewhere: (grant: TestGrant) => TestGrant;
beforeAll(async () => {
  upstream = await fixtureUpstream();
  silent = await fixtureUpstream({ streams: false });
  house = await testGate({ keepAliveMs: 100, upstreamIdleMs: 300, sessionsPerGrant: 3 });
  elsewhere = (await house.another()).reach;
});
afterAll(async () => {
  await house.close();
  await Promise.all([upstream.close(), silent.close()]);
});

/** A session's stream on each of the two gates, two sessions in all. */
async function streamsOnBoth(grant: TestGrant) {
  const [one, other] = [await beginSession(grant), await beginSession(elsewhere(grant))];
  // Begun on one gate and served on the other.
  return [await openStream(elsewhere(grant), one), await openStream(grant, other)] as const;
}

describe.each([
  ["passes the upstream's", () => upstream],
  ["is the gate's own, where the upstream has none", () => silent],
])("on two gates, a stream that %s", (_name, from) => {
  it("hears within a second that rules were published, and what they change", async () => {
    const grant = await house.addServer(from().url, HIDING);
    const streams = await streamsOnBoth(grant);
    await house.publish(grant.serverId, { ...HIDING, hide: [] });
    for (const stream of streams)
      await stream.until(() => stream.text().includes(CHANGED("tools")));
    for (const stream of streams) expect(stream.text()).not.toContain(CHANGED("prompts"));
    await house.publish(grant.serverId, ALLOWING);
    for (const stream of streams) {
      await stream.until(() => stream.text().includes(CHANGED("prompts")));
      expect(stream.text()).toContain(CHANGED("resources"));
      stream.close();
    }
  });

  it("hears that other tools were found on the server", async () => {
    const grant = await house.addServer(from().url, ALLOWING);
    const streams = await streamsOnBoth(grant);
    await house.discover(grant.serverId);
    for (const stream of streams) {
      await stream.until(() => stream.text().includes(CHANGED("tools")));
      stream.close();
    }
  });

  it("hears nothing of another server's rules", async () => {
    const [grant, other] = [
      await house.addServer(from().url, HIDING),
      await house.addServer(from().url, HIDING),
    ];
    const [mine] = await streamsOnBoth(grant);
    const [theirs] = await streamsOnBoth(other);
    await house.publish(other.serverId, ALLOWING);
    await theirs.until(() => theirs.text().includes(CHANGED("tools")));
    await mine.until(() => mine.text().split("keep-alive").length > 4);
    expect(mine.text()).not.toContain("list_changed");
  });

  it("ends within a second of its grant's revocation, and its calls with it", async () => {
    const grant = await house.addServer(from().url, ALLOWING);
    const streams = await streamsOnBoth(grant);
    await house.revoke(grant);
    for (const stream of streams) await stream.until(() => stream.over());
    for (const at of [grant, elsewhere(grant)])
      expect((await send(at, toolCall("echo"))).status).toBe(401);
  });

  it("ends within a second of its session's end on the other gate", async () => {
    const grant = await house.addServer(from().url, ALLOWING);
    const session = await beginSession(grant);
    const stream = await openStream(elsewhere(grant), session);
    expect(stream.status).toBe(200);
    expect(await deleteSession(grant, session)).toBe(204);
    await stream.until(() => stream.over());
    const within = { headers: { "mcp-session-id": session } };
    for (const at of [grant, elsewhere(grant)])
      expect((await send(at, toolCall("echo"), within)).status).toBe(404);
  });

  it("lives through silence that is longer than any idle time", async () => {
    const grant = await house.addServer(from().url, ALLOWING);
    const stream = await openStream(grant, await beginSession(grant));
    await stream.until(() => stream.text().split("keep-alive").length > 9, 3_000);
    expect(stream.over()).toBe(false);
    stream.close();
  });
});

describe("sessions beyond a grant's share", () => {
  it("end the one that was used longest ago, with its stream, and no other", async () => {
    const grant = await house.addServer(upstream.url, ALLOWING);
    const sessions: string[] = [];
    for (let n = 0; n < 3; n++) sessions.push(await beginSession(grant));
    const [first = "", second = "", third = ""] = sessions;
    // The first is used after the second was, so the second is the one to go.
    await house.database.admin(
      `update portcullis.mcp_sessions s set used_at = now() - ranks.n * interval '1 hour' from
         (select id, case row_number() over (order by id) when 1 then 1 when 2 then 3 else 2 end as n
          from portcullis.mcp_sessions where grant_id = $1) as ranks
       where s.id = ranks.id`,
      [grant.grantId],
    );
    const stream = await openStream(elsewhere(grant), second);
    // Opening it was a use, which is noted beside the request; it is idle again for this test.
    let noted: unknown[] = [];
    while (noted.length === 0)
      noted = await house.database.admin(
        `update portcullis.mcp_sessions set used_at = now() - interval '4 hours'
         where grant_id = $1 and used_at > now() - interval '1 minute' returning id`,
        [grant.grantId],
      );
    const fourth = await beginSession(grant);
    await stream.until(() => stream.over());
    const status = async (session: string) =>
      (await send(grant, toolCall("echo"), { headers: { "mcp-session-id": session } })).status;
    expect(await status(second)).toBe(404);
    expect(await Promise.all([first, third, fourth].map(status))).toEqual([200, 200, 200]);
  });
});
