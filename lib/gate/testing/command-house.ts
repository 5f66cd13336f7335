import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import {
  headersOf,
  type Reply,
  send,
  type TestGrant,
  testGate,
  textOf,
  toolCall,
} from "./test-gate";

export const HIDING = { version: 1, default: "allow", hide: ["secret"] };
export const INITIALIZE = {
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
export const SECRET = "s3cret-of-the-server";

export const within = (session: string) => ({ headers: { "mcp-session-id": session } });
export const errorOf = (reply: Reply) =>
  (reply.body.error as { message: string } | undefined)?.message ?? "";

/** A gate, and a program that behaves and misbehaves, registered as often as a test asks. */
export async function commandHouse() {
  const house = await testGate(
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
  const directory = mkdtempSync(join(tmpdir(), "hostile-"));
  chmodSync(directory, 0o755);
  const program = join(directory, "hostile-command.mjs");
  copyFileSync(join(import.meta.dirname, "hostile-command.mjs"), program);

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
  const remove = (of: TestGrant, session: string) =>
    fetch(of.url, { method: "DELETE", headers: { ...headersOf(of), "mcp-session-id": session } });
  async function close(): Promise<void> {
    const grant = await add();
    const pid = await pidOf(grant, await begin(grant));
    await house.close();
    // A gate that stops has ended what it started.
    expect(alive(pid)).toBe(false);
    rmSync(directory, { recursive: true });
  }
  return { house, add, begin, call, pidOf, remove, close };
}

/** Whether a process runs. */
export function alive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "latin1"));
  } catch {
    return false;
  }
}
/** Waits for what comes within three seconds. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let n = 0; n < 300; n++) {
    if (await holds()) return;
    await new Promise((wake) => setTimeout(wake, 10));
  }
  expect(await holds()).toBe(true);
}
/** Opens a session's event stream. */
export function openStream(of: TestGrant, session: string, headers: Record<string, string> = {}) {
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
/** What has come of a stream, once it holds a text or is over. */
export async function readUntil(response: Response, text: string): Promise<string> {
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
