import { monitorEventLoopDelay } from "node:perf_hooks";
import { afterAll, describe, expect, it, vi } from "vitest";
import {
  alive,
  commandHouse,
  errorOf,
  INITIALIZE,
  SECRET,
  until,
  within,
} from "./testing/command-house";
import { send, textOf, toolCall } from "./testing/test-gate";

const SAID = '"a started server said';
const commands = await commandHouse();
afterAll(() => commands.close());
const { house, add, begin, call, pidOf, remove } = commands;

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

  it.each<[string, string, object]>([
    ["messages", "floods", {}],
    ["lines that are no message", "lines", { line: "x" }],
    ["empty lines", "lines", { line: "" }],
    ["messages that mean nothing", "lines", { line: "{}" }],
    ["answers to nothing", "lines", { line: '{"id":9,"result":1}' }],
    ["single bytes without an end", "pieces", {}],
    ["complaints", "complains", { text: "no!\n" }],
    ["a complaint without an end", "complains", { text: "no!" }],
    ["complaints of no language", "complains", { text: "\xff\xc3\xe2\x82\n\x1b[2J\x1b]0;x\x07\r" }],
  ])(
    "and floods with %s neither stops the gate nor fills its memory",
    async (_what, tool, args) => {
      const [grant, other] = [await add(), await add()];
      const [session, quiet] = [await begin(grant), await begin(other)];
      const written = vi.spyOn(process.stderr, "write");
      void call(grant, session, tool, args).catch(() => {});
      await new Promise((wake) => setTimeout(wake, 300));
      const before = process.memoryUsage().rss;
      const busy = monitorEventLoopDelay({ resolution: 5 });
      busy.enable();
      for (let n = 0; n < 10; n++)
        expect(textOf(await call(other, quiet, "echo", { text: "x" }))).toBe("x");
      await new Promise((wake) => setTimeout(wake, 1_500));
      busy.disable();
      // Of the time that passed, none was taken from others in one piece.
      expect(busy.percentile(90) / 1e6).toBeLessThan(100);
      expect(busy.max / 1e6).toBeLessThan(1_000);
      expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024);
      // Twenty lines in ten seconds, and one that says how many were left out.
      const said = written.mock.calls.filter(([text]) => String(text).includes(SAID)).length;
      expect(said).toBeLessThanOrEqual(21);
      written.mockRestore();
      await Promise.all([remove(grant, session), remove(other, quiet)]);
    },
  );

  it("and floods with others of its kind takes no more than all may together", async () => {
    const [grant, other] = [await add(), await add()];
    const quiet = await begin(other);
    const sessions = await Promise.all(Array.from({ length: 6 }, () => begin(grant)));
    for (const session of sessions)
      void call(grant, session, "lines", { line: '{"id":9,"result":1}' }).catch(() => {});
    await new Promise((wake) => setTimeout(wake, 300));
    const spent = process.cpuUsage();
    const began = performance.now();
    for (let n = 0; n < 10; n++)
      expect(textOf(await call(other, quiet, "echo", { text: "x" }))).toBe("x");
    await new Promise((wake) => setTimeout(wake, 1_500));
    const { user, system } = process.cpuUsage(spent);
    // They would take all of it, and had for ever.
    expect((user + system) / 1e3 / (performance.now() - began)).toBeLessThan(0.5);
    await Promise.all(sessions.map((session) => remove(grant, session)));
    await remove(other, quiet);
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
