import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  alive,
  commandHouse,
  errorOf,
  INITIALIZE,
  readUntil,
  SECRET,
  until,
  within,
} from "./testing/command-house";
import { headersOf, send, type TestGrant, textOf, toolCall } from "./testing/test-gate";

const commands = await commandHouse();
afterAll(() => commands.close());
const { house, add, begin, call, pidOf, remove } = commands;

describe("a server that is a command", () => {
  let grant: TestGrant;
  let session: string;
  beforeAll(async () => {
    grant = await add();
    session = await begin(grant);
  });

  it("is judged, recorded and filtered as any other", async () => {
    const requestId = `stdio-${Date.now()}`;
    const reply = await send(grant, toolCall("echo", { text: "ä€😀" }), {
      ...within(session),
      requestId,
    });
    expect(textOf(reply)).toBe("ä€😀");
    expect(await house.decision(requestId)).toMatchObject({
      decision: "allow",
      outcome: "answered",
      argument_keys: ["text"],
    });
    const hidden = await call(grant, session, "secret");
    expect(hidden.body.error ?? hidden.body.result).toBeDefined();
    const list = await send(
      grant,
      { jsonrpc: "2.0", id: 2, method: "tools/list" },
      within(session),
    );
    expect(((list.body.result?.tools ?? []) as { name: string }[]).map(({ name }) => name)).toEqual(
      ["echo"],
    );
  });

  it("sees its own secret and nothing of the gate's environment", async () => {
    const env = JSON.parse(textOf(await call(grant, session, "env"))) as Record<string, string>;
    expect(Object.keys(env).sort()).toEqual(["HOME", "LANG", "MODE", "PATH", "TOKEN"]);
    expect(env).toMatchObject({ TOKEN: SECRET, MODE: "test" });
  });

  it("keeps its secret sealed: no row of the database holds it", async () => {
    const [row] = await house.database.admin<{ found: boolean }>(
      `select bool_or(position($1::bytea in c.sealed) > 0 or s.env::text like '%s3cret%') as found
       from portcullis.server_credentials c join portcullis.servers s on s.id = c.server_id`,
      [Buffer.from(SECRET)],
    );
    expect(row?.found).toBe(false);
  });

  it("has one process a session, and none is shared", async () => {
    const other = await add();
    const [mine, second, theirs] = [session, await begin(grant), await begin(other)];
    const pids = await Promise.all([
      pidOf(grant, mine),
      pidOf(grant, second),
      pidOf(other, theirs),
      pidOf(grant, mine),
    ]);
    expect(new Set(pids).size).toBe(3);
    expect(pids[0]).toBe(pids[3]);
    expect((await call(other, mine, "pid")).status).toBe(404);
    await Promise.all([remove(grant, second), remove(other, theirs)]);
  });

  it("needs a session, and says so before anything runs", async () => {
    const requestId = `none-${Date.now()}`;
    const reply = await send(grant, toolCall("echo"), { requestId });
    expect(reply.status).toBe(400);
    expect(errorOf(reply)).toContain("Mcp-Session-Id");
    expect(await house.decision(requestId)).toMatchObject({ outcome: "not_sent" });
  });

  it("answers many calls at once, each its own", async () => {
    const replies = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        call(grant, session, "echo", { text: `t${n}` }, n + 100),
      ),
    );
    expect(replies.map(textOf)).toEqual(Array.from({ length: 50 }, (_, n) => `t${n}`));
  });

  it("refuses an id that is still running", async () => {
    const slow = call(grant, session, "slow", { ms: 300 }, "same");
    await new Promise((wake) => setTimeout(wake, 50));
    const again = await call(grant, session, "echo", { text: "x" }, "same");
    expect(again.status).toBe(400);
    expect(textOf(await slow)).toBe("slow");
  });

  it("sends progress on the stream of its call", async () => {
    const message = toolCall("progress") as { params: object };
    const reply = await send(
      grant,
      { ...message, params: { ...message.params, _meta: { progressToken: "p1" } } },
      within(session),
    );
    expect(reply.headers.get("content-type")).toBe("text/event-stream");
    expect(reply.text.match(/notifications\/progress/g)).toHaveLength(2);
    expect(textOf(reply)).toBe("progressed");
  });

  it("asks the client beside the call, where the session has no stream open", async () => {
    const response = await fetch(grant.url, {
      method: "POST",
      headers: { ...headersOf(grant), "mcp-session-id": session },
      body: JSON.stringify(toolCall("asks")),
    });
    const asked = await readUntil(response, "roots/list");
    const id = /"id":"(q\d+)"/.exec(asked)?.[1];
    const told = await send(grant, { jsonrpc: "2.0", id, result: { roots: [] } }, within(session));
    expect(told.status).toBe(202);
    expect(await readUntil(response, 'roots\\"')).toContain('{\\"roots\\":[]}');
    await response.body?.cancel();
  });

  it("ends the call that its client cancels", async () => {
    const waiting = call(grant, session, "never", {}, "gone");
    await new Promise((wake) => setTimeout(wake, 50));
    const cancelled = {
      jsonrpc: "2.0",
      method: "notifications/cancelled",
      params: { requestId: "gone" },
    };
    await send(grant, cancelled, within(session));
    expect(errorOf(await waiting)).toContain("cancelled");
  });
});

describe("the number of sessions", () => {
  it("is bounded for a server, and a session that ends makes room", async () => {
    const grant = await add();
    const sessions = [];
    for (let n = 0; n < 6; n++) sessions.push(await begin(grant));
    // On a busy machine one of the six may have been given up meanwhile, and has made room.
    await until(async () => (await send(grant, INITIALIZE)).status === 429);
    await remove(grant, sessions[0] ?? "");
    await until(async () => (await send(grant, INITIALIZE)).status === 200);
    await house.revoke(grant);
  });
});

describe("another gate", () => {
  it("does not find the session, and its command ends, so that the client begins anew", async () => {
    const grant = await add();
    const session = await begin(grant);
    const pid = await pidOf(grant, session);
    const other = (await house.another()).reach(grant);
    const reply = await call(other, session, "echo");
    expect(reply.status).toBe(404);
    await until(() => !alive(pid));
    expect(textOf(await call(other, await begin(other), "echo", { text: "there" }))).toBe("there");
  });
});
