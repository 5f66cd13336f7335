import { afterAll, beforeAll, expect, it } from "vitest";
import { makeToken } from "@/lib/crypto";
import { newId } from "@/lib/kernel";
import { type FixtureUpstream, fixtureUpstream } from "./testing/fixture-upstream";
import { beginSession, deleteSession } from "./testing/open-stream";
import { send, type TestGate, type TestGrant, testGate, toolCall } from "./testing/test-gate";

const TOOLS = 10_000;
const GRANTS = 1_000;
const RULES = {
  version: 1,
  default: "deny",
  tools: Object.fromEntries(Array.from({ length: TOOLS }, (_, n) => [`tool-${n}`, {}])),
};

let house: TestGate;
let upstream: FixtureUpstream;
let grants: TestGrant[];
let small: TestGrant;
beforeAll(async () => {
  upstream = await fixtureUpstream();
  house = await testGate();
  const large = await house.addServer(upstream.url, RULES);
  small = await house.addServer(upstream.url, { version: 1, default: "allow" });
  await house.database.admin(
    `insert into portcullis.tools (tenant_id, workspace_id, server_id, name, definition, definition_hash, seen_at)
     select tenant_id, workspace_id, id, 'tool-' || n, '{}', encode(sha256(n::text::bytea), 'hex'), now()
     from portcullis.servers, generate_series(0, $2 - 1) n where id = $1`,
    [large.serverId, TOOLS],
  );
  grants = await moreGrants(large, GRANTS);
});
afterAll(async () => {
  await house.close();
  await upstream.close();
});

/** As many grants of the same server, written at once. */
async function moreGrants(of: TestGrant, count: number): Promise<TestGrant[]> {
  const made = Array.from({ length: count }, () => ({ id: newId(), ...makeToken("pcg") }));
  await house.database.admin(
    `insert into portcullis.grants (tenant_id, workspace_id, server_id, id, name, token_hash, last_four, created_by)
     select g.tenant_id, g.workspace_id, g.server_id, n.id, 'g-' || n.id, n.hash, 'abcd', 'test'
     from portcullis.grants g, unnest($2::uuid[], $3::bytea[]) as n (id, hash) where g.id = $1`,
    [of.grantId, made.map(({ id }) => id), made.map(({ hash }) => hash)],
  );
  return made.map(({ id, token }) => ({ ...of, grantId: id, token: token.reveal() }));
}

async function loads(): Promise<number> {
  const text = await (await fetch(`${house.origin}/metrics`)).text();
  return Number(/^portcullis_gate_server_loads_total (\d+)$/m.exec(text)?.[1]);
}

/** Calls under each grant at once; which statuses came. */
async function callAll(): Promise<Record<string, number>> {
  const replies = await Promise.all(grants.map((grant, n) => send(grant, toolCall(`tool-${n}`))));
  const statuses: Record<string, number> = {};
  for (const { status, body } of replies) {
    const key = `${status} ${body.result?.isError === true ? "refused" : "passed"}`;
    statuses[key] = (statuses[key] ?? 0) + 1;
  }
  return statuses;
}

it("a thousand cold grants of a server with ten thousand tools are all answered at once, and it is read once", async () => {
  const before = await loads();
  expect(await callAll()).toEqual({ "200 passed": GRANTS });
  expect((await loads()) - before).toBe(1);
}, 60_000);

it("another version of it is read once, for all of them", async () => {
  const [grant] = grants;
  const before = await loads();
  await house.publish(grant?.serverId ?? "", { version: 1, default: "deny" });
  // From the acknowledgement on every grant is judged by the new rules within a second.
  await expect
    .poll(async () => (await send(grant as TestGrant, toolCall("tool-1"))).body.result?.isError, {
      timeout: 1_000,
      interval: 20,
    })
    .toBe(true);
  expect(await callAll()).toEqual({ "200 refused": GRANTS });
  expect((await loads()) - before).toBe(1);
}, 60_000);

it("what changes of one server, grant or session has no other server read again", async () => {
  expect((await send(small, toolCall("echo"))).status).toBe(200);
  await callAll();
  const before = await loads();
  for (let n = 0; n < 3; n++) {
    await house.publish(small.serverId, { version: 1, default: "allow", hide: [`t-${n}`] });
    const session = await beginSession(small);
    expect(await deleteSession(small, session)).toBe(204);
    await house.revoke(grants.pop() as TestGrant);
    await new Promise((wake) => setTimeout(wake, 300));
  }
  expect((await send(small, toolCall("t-2"))).body.result?.isError).toBe(true);
  expect(Object.keys(await callAll())).toEqual(["200 refused"]);
  // The small one in each version that was met; the large one never.
  expect((await loads()) - before).toBeLessThanOrEqual(3);
  expect((await loads()) - before).toBeGreaterThan(0);
}, 60_000);
