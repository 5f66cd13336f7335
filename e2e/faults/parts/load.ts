/*
 * The load: callers at every door at once, and changes through the control API, each written down
 * with what came of it.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { createCaller, type Target } from "./caller";
import type { Memory } from "./record";

const CALLERS_A_DOOR = 3;
const CHANGERS = 2;
const PAUSE_MS = 40;
const RETRY_MS = 200;

/** Sends one request to the control API; null where no answer came. */
export type Api = (
  method: string,
  path: string,
  body?: unknown,
  key?: string,
) => Promise<{ status: number; body: { id?: string; code?: string } } | null>;

/** `stop` throws if anything was answered that no fault explains. */
export type Load = { start(): void; stop(): Promise<void> };

function pickTool(target: Target): { tool: string; args: object } {
  if (target.door !== "fixture") return { tool: "echo", args: {} };
  const amount = 1 + Math.floor(Math.random() * 5);
  return Math.random() < 0.8 ? { tool: "act", args: {} } : { tool: "spend", args: { amount } };
}

/** Makes the load; nothing is sent before `start`. It may be started again once it has stopped. */
export function createLoad(
  targets: readonly Target[],
  api: Api,
  grantsPath: string,
  memory: Memory,
): Load {
  let stopping = false;
  let running: Promise<void>[] = [];
  let names = 0;
  const unexplained: unknown[] = [];

  async function call(target: Target): Promise<void> {
    const send = createCaller(target);
    while (!stopping) {
      const { tool, args } = pickTool(target);
      memory.calls.push(await send(tool, args));
      await sleep(Math.random() * PAUSE_MS);
    }
  }

  /** Asks until there is an answer that settles it, under one idempotency key. */
  async function insist(expected: number[], method: string, path: string, name?: string) {
    const body = name === undefined ? undefined : { name };
    while (!stopping) {
      const reply = await api(method, path, body, name);
      if (reply !== null && expected.includes(reply.status)) return reply;
      // A fault is told as what it is, never as an error nobody thought of.
      if (reply !== null && reply.status !== 503) {
        throw new Error(`${method} ${path} was answered ${JSON.stringify(reply)}`);
      }
      await sleep(RETRY_MS);
    }
    return null;
  }

  async function change(): Promise<void> {
    while (!stopping) {
      const name = `fault-${names++}`;
      // 409: made at an earlier try whose answer was lost; the token is shown once, the id again.
      const made = await insist([201, 409], "POST", grantsPath, name);
      const id = made?.body.id;
      if (id === undefined) continue;
      const written = { name, id, revoked: false };
      memory.changes.push(written);
      if (Math.random() < 0.5) {
        // 404: revoked at an earlier try whose answer was lost.
        const gone = await insist([200, 204, 404], "DELETE", `${grantsPath}/${id}`);
        written.revoked = gone !== null;
      }
      await sleep(Math.random() * PAUSE_MS * 4);
    }
  }

  return {
    start() {
      stopping = false;
      running = [
        ...targets.flatMap((target) => Array.from({ length: CALLERS_A_DOOR }, () => call(target))),
        ...Array.from({ length: CHANGERS }, () => change()),
      ].map((work) => work.catch((error: unknown) => void unexplained.push(error)));
    },
    async stop() {
      stopping = true;
      await Promise.all(running);
      if (unexplained.length > 0) throw unexplained.splice(0)[0];
    },
  };
}
