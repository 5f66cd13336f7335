/*
 * The bench's side of its processes: each contender runs alone in one, so that its processor time
 * is its own.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

export type Spawned = {
  readonly name: string;
  readonly pid: number;
  /** What the process said when it was ready. */
  readonly ready: Readonly<Record<string, unknown>>;
  /** Asks the process and waits for its answer; one question at a time. */
  ask<T>(question: object): Promise<T>;
  stop(): Promise<void>;
};

/** Variables over those of the bench itself. */
export type Environment = Readonly<Record<string, string>>;

export type SpawnOptions = {
  readonly name: string;
  readonly command: readonly string[];
  readonly env?: Environment;
  readonly cwd?: string;
  readonly logFile: string;
  /** For a program of others, which does not say that it is ready: the port it will listen on. */
  readonly port?: number;
};

const READY_MS = 30_000;
const STOP_MS = 10_000;
const LAST_CHARACTERS = 2_000;

/** Starts a process and waits until it is ready; throws with its last words if it does not get there. */
export async function spawnProcess(options: SpawnOptions): Promise<Spawned> {
  const { name, logFile, port } = options;
  mkdirSync(dirname(logFile), { recursive: true });
  const log = openSync(logFile, "a");
  const [program = process.execPath, ...args] = options.command;
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: { ...process.env, NODE_ENV: "production", ...options.env },
    stdio: ["ignore", log, log, ...(port === undefined ? (["ipc"] as const) : [])],
  });
  closeSync(log);
  const failed = new Promise<never>((_resolve, reject) => {
    const lastWords = () => readFileSync(logFile, "utf8").slice(-LAST_CHARACTERS);
    child.once("error", reject);
    child.once("exit", (code, signal) =>
      reject(new Error(`${name} ended with ${signal ?? code}.\n${lastWords()}`)),
    );
  });
  failed.catch(() => {});
  const ready = await Promise.race([
    port === undefined ? readyMessage(child) : listening(port),
    failed,
    late(name),
  ]);
  return {
    name,
    pid: child.pid ?? 0,
    ready,
    ask: (question) => Promise.race([answerOf(child, question), failed]) as Promise<never>,
    stop: () => stop(child),
  };
}

function readyMessage(child: ChildProcess): Promise<Record<string, unknown>> {
  return new Promise((resolve) => {
    child.on("message", function hear(message: { type?: string }) {
      if (message.type !== "ready") return;
      child.off("message", hear);
      resolve(message);
    });
  });
}

function answerOf(child: ChildProcess, question: object): Promise<unknown> {
  return new Promise((resolve, reject) => {
    child.on("message", function hear(message: { type?: string; value?: unknown; why?: string }) {
      if (message.type !== "answer" && message.type !== "failure") return;
      child.off("message", hear);
      if (message.type === "answer") resolve(message.value);
      else reject(new Error(message.why));
    });
    child.send(question);
  });
}

async function listening(port: number): Promise<Record<string, unknown>> {
  for (;;) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1", () => resolve(true));
      socket.once("error", () => resolve(false));
      socket.once("connect", () => socket.destroy());
    });
    if (open) return { port };
    await sleep(50);
  }
}

async function late(name: string): Promise<never> {
  await sleep(READY_MS, undefined, { ref: false });
  throw new Error(`${name} was not ready within ${READY_MS / 1000} s.`);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
  await gone;
  clearTimeout(timer);
}
