import { chmodSync, copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  headersOf,
  type Reply,
  readReply,
  send,
  type TestGate,
  type TestGrant,
  testGate,
  textOf,
  toolCall,
} from "./testing/test-gate";

const HIDING = { version: 1, default: "allow", hide: ["secret"] };
const INITIALIZE = {
  jsonrpc: "2.0",
  id: 0,
  method: "initialize",
  params: {
    protocolVersion: "2025-11-25",
    capabilities: {},
    clientInfo: { name: "t", version: "1" },
  },
};
const INITIALIZED = { jsonrpc: "2.0", method: "notifications/initialized" };
const SECRET = "s3cret-of-the-server";

let house: TestGate;
let directory: string;
let program: string;
beforeAll(async () => {
  house = await testGate(
    { keepAliveMs: 200, stalledClientMs: 2_000 },
    {
      startMs: 6_000,
      jsonMs: 200,
      silentCallMs: 3_000,
      cancelledMs: 200,
      idleMs: 60_000,
      failures: 2,
      backOffMs: 60_000,
      sessionsPerServer: 6,
      endMs: 200,
      terminateMs: 200,
    },
  );
  // Where the users that commands get can read it, wherever the repository is.
  directory = mkdtempSync(join(tmpdir(), "hostile-"));
  chmodSync(directory, 0o755);
  program = join(directory, "hostile-command.mjs");
  copyFileSync(join(import.meta.dirname, "testing", "hostile-command.mjs"), program);
});
afterAll(async () => {
  const grant = await add();
  const pid = await pidOf(grant, await begin(grant));
  await house.close();
  // A gate that stops has ended what it started.
  expect(alive(pid)).toBe(false);
  rmSync(directory, { recursive: true });
});

const add = (args: string[] = [], rules: unknown = HIDING) =>
  house.addCommand(
    {
      command: process.execPath,
      args: [program, ...args],
      env: { MODE: "test" },
      credential: { variable: "TOKEN", value: SECRET },
    },
    rules,
  );
const within = (session: string) => ({ headers: { "mcp-session-id": session } });

async function begin(of: TestGrant): Promise<string> {
  const reply = await send(of, INITIALIZE);
  expect(reply.status).toBe(200);
  const session = reply.headers.get("mcp-session-id") ?? "";
  expect((await send(of, INITIALIZED, within(session))).status).toBe(202);
  return session;
}
const call = (
  of: TestGrant,
  session: string,
  name: string,
  args: object = {},
  id: string | number = 1,
) => send(of, toolCall(name, args, id), within(session));
let asked = 0;
const pidOf = async (of: TestGrant, session: string) =>
  Number(textOf(await call(of, session, "pid", {}, `pid-${asked++}`)));
const errorOf = (reply: Reply) =>
  (reply.body.error as { message: string } | undefined)?.message ?? "";

function alive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "latin1"));
  } catch {
    return false;
  }
}
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let n = 0; n < 300; n++) {
    if (await holds()) return;
    await new Promise((wake) => setTimeout(wake, 10));
  }
  expect(await holds()).toBe(true);
}
function openStream(of: TestGrant, session: string, headers: Record<string, string> = {}) {
  return fetch(of.url, {
    headers: {
      authorization: headersOf(of).authorization ?? "",
      accept: "text/event-stream",
      "mcp-protocol-version": "2025-11-25",
      "mcp-session-id": session,
      ...headers,
    },
  });
}
async function readUntil(response: Response, text: string): Promise<string> {
  const reader = response.body?.getReader();
  let read = "";
  while (reader !== undefined && !read.includes(text)) {
    const { value, done } = await reader.read();
    if (done) break;
    read += Buffer.from(value).toString();
  }
  reader?.releaseLock();
  return read;
}
const remove = (of: TestGrant, session: string) =>
  fetch(of.url, { method: "DELETE", headers: { ...headersOf(of), "mcp-session-id": session } });

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

describe("the session's stream", () => {
  it("delivers what waited for it, and is resumed where it broke off", async () => {
    const grant = await add();
    const session = await begin(grant);
    await call(grant, session, "notes", { count: 2 });
    const first = await openStream(grant, session);
    const text = await readUntil(first, "note 2");
    expect(text).toContain("note 1");
    const ids = [...text.matchAll(/^id: (\S+)$/gm)].map(([, id]) => id ?? "");
    await first.body?.cancel();
    await call(grant, session, "notes", { count: 3 });
    const second = await openStream(grant, session, { "last-event-id": ids[0] ?? "" });
    const resumed = await readUntil(second, "note 3");
    expect([...resumed.matchAll(/note (\d)/g)].map(([, n]) => n)).toEqual(["2", "1", "2", "3"]);
    await second.body?.cancel();
    await remove(grant, session);
  });

  it("brings the answer of a call whose own stream was lost", async () => {
    const grant = await add();
    const session = await begin(grant);
    const controller = new AbortController();
    const response = await fetch(grant.url, {
      method: "POST",
      headers: { ...headersOf(grant), "mcp-session-id": session },
      body: JSON.stringify(toolCall("slow", { ms: 700 })),
      signal: controller.signal,
    });
    const primed = await readUntil(response, "\n\n");
    const id = /^id: (\S+)$/m.exec(primed)?.[1] ?? "";
    controller.abort();
    const resumed = await openStream(grant, session, { "last-event-id": id });
    expect(textOf(await readReply(resumed))).toBe("slow");
    await remove(grant, session);
  });

  it("holds no more of what nobody fetches than it may", async () => {
    const grant = await add();
    const session = await begin(grant);
    await call(grant, session, "notes", { count: 3_000 });
    const stream = await openStream(grant, session);
    const text = await readUntil(stream, "note 3000");
    const kept = text.match(/^id:/gm)?.length ?? 0;
    expect(kept).toBeGreaterThan(990);
    expect(kept).toBeLessThanOrEqual(1_000);
    await stream.body?.cancel();
    await remove(grant, session);
  });
});

describe("a command ends", () => {
  it.each<[string, (grant: TestGrant, session: string) => Promise<unknown>]>([
    ["when its client ends the session", remove],
    ["when its grant is revoked", (grant) => house.revoke(grant)],
    [
      "when its grant's time is over",
      (grant) =>
        house.database.admin(
          "update portcullis.grants set expires_at = now() + interval '300 milliseconds' where id = $1",
          [grant.grantId],
        ),
    ],
    [
      "when its session is ended elsewhere",
      (grant) =>
        house.database.admin(
          "update portcullis.mcp_sessions set ended_at = now() where grant_id = $1",
          [grant.grantId],
        ),
    ],
    [
      "when its server is registered otherwise",
      (grant) =>
        house.database.admin("update portcullis.servers set args = '{other}' where id = $1", [
          grant.serverId,
        ]),
    ],
  ])("%s, within a second", async (_when, act) => {
    const grant = await add();
    const session = await begin(grant);
    const pid = await pidOf(grant, session);
    const began = performance.now();
    await act(grant, session);
    await until(() => !alive(pid));
    expect(performance.now() - began).toBeLessThan(2_500);
  });

  it("with all it started, whatever that is called", async () => {
    const grant = await add();
    const session = await begin(grant);
    const mark = `7${Math.floor(Math.random() * 1e8)}`;
    await call(grant, session, "forks", { mark });
    const sleeping = () =>
      readdirSync("/proc").filter((pid) => {
        try {
          return readFileSync(`/proc/${pid}/cmdline`, "latin1").includes(`sleep\0${mark}`);
        } catch {
          return false;
        }
      });
    await until(() => sleeping().length === 3);
    await remove(grant, session);
    await until(() => sleeping().length === 0);
  });
});

describe("a command that is hostile", () => {
  it("and writes what is no message is heard all the same", async () => {
    const grant = await add();
    const session = await begin(grant);
    expect(textOf(await call(grant, session, "garbage"))).toBe("after garbage");
    expect(textOf(await call(grant, session, "stranger"))).toBe("after strangers");
    const twice = await call(grant, session, "twice");
    expect(textOf(twice)).toBe("last");
    expect(twice.text.match(/"result"/g)).toHaveLength(1);
    expect(textOf(await call(grant, session, "stderr"))).toBe("after much");
    await remove(grant, session);
  });

  it("and never answers has its call ended, and goes on", async () => {
    const grant = await add();
    const session = await begin(grant);
    const requestId = `never-${Date.now()}`;
    const reply = await send(grant, toolCall("never"), { ...within(session), requestId });
    expect(errorOf(reply)).toMatch(/not answer in time/);
    expect((await house.decision(requestId))?.outcome).toBe("upstream_error");
    expect(textOf(await call(grant, session, "echo", { text: "on" }))).toBe("on");
    await remove(grant, session);
  });

  it.each([
    ["dies in a call", "dies", /exit code 7/],
    ["sends a message of 100 MB", "huge", /larger than 8388608 bytes/],
  ])("and %s fails that call, and its session is gone", async (_what, tool, told) => {
    const grant = await add();
    const session = await begin(grant);
    const pid = await pidOf(grant, session);
    const requestId = `dies-${Date.now()}`;
    const reply = await send(grant, toolCall(tool), { ...within(session), requestId });
    expect(errorOf(reply)).toMatch(told);
    expect((await house.decision(requestId))?.outcome).toBe("upstream_error");
    await until(() => !alive(pid));
    const next = await call(grant, session, "echo");
    expect(next.status).toBe(404);
    expect(next.body.code).toBe("session_not_found");
    expect(textOf(await call(grant, await begin(grant), "echo", { text: "anew" }))).toBe("anew");
  });

  it("and floods neither stops the gate nor fills its memory", async () => {
    const [grant, other] = [await add(), await add()];
    const [session, quiet] = [await begin(grant), await begin(other)];
    void call(grant, session, "floods").catch(() => {});
    await new Promise((wake) => setTimeout(wake, 300));
    const before = process.memoryUsage().rss;
    for (let n = 0; n < 10; n++) {
      const began = performance.now();
      expect(textOf(await call(other, quiet, "echo", { text: "x" }))).toBe("x");
      expect(performance.now() - began).toBeLessThan(2_500);
    }
    await new Promise((wake) => setTimeout(wake, 1_000));
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024);
    await Promise.all([remove(grant, session), remove(other, quiet)]);
  });

  it("and dies at start says why, without its secrets, and is not started over and over", async () => {
    const grant = await add(["dies"]);
    for (let n = 0; n < 2; n++) {
      const reply = await send(grant, INITIALIZE);
      expect(reply.status).toBe(502);
      expect(reply.body.code).toBe("upstream_not_started");
      expect(errorOf(reply)).toMatch(/exit code 3.*no configuration found; token is \[redacted\]/);
      expect(reply.text).not.toContain(SECRET);
    }
    const held = await send(grant, INITIALIZE);
    expect(errorOf(held)).toMatch(/failed 2 times in a row and is not started again for \d+ s/);
    expect(Number(held.headers.get("retry-after"))).toBeGreaterThan(0);
  });

  it("and says nothing at start is ended at the deadline", async () => {
    const grant = await add(["silent"]);
    const reply = await send(grant, INITIALIZE);
    expect(reply.body.code ?? errorOf(reply)).toMatch(/upstream_timeout|not answer in time/);
  });

  it("and refuses to begin has no session", async () => {
    const grant = await add(["refuses"]);
    const reply = await send(grant, INITIALIZE);
    expect(reply.body.error).toMatchObject({ code: -32602 });
    const token = reply.headers.get("mcp-session-id") ?? "";
    if (token !== "") expect((await call(grant, token, "echo")).status).toBe(404);
  });
});

describe("the number of sessions", () => {
  it("is bounded for a server, and a session that ends makes room", async () => {
    const grant = await add();
    const sessions = [];
    for (let n = 0; n < 6; n++) sessions.push(await begin(grant));
    const refused = await send(grant, INITIALIZE);
    expect(refused.status).toBe(429);
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
