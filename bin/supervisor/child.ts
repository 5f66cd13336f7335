/*
 * One child process that is kept running: started again after a crash, with a growing delay, until
 * it is stopped. Its output goes to a log file of its own.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync, renameSync, statSync } from "node:fs";
import { countCrash, restartDelay } from "./back-off";

export type ChildSpec = {
  name: string;
  /** The bundle to run. */
  script: string;
  env: NodeJS.ProcessEnv;
  logFile: string;
};

export type Child = {
  readonly name: string;
  /** Resolves the first time the child says it is ready; rejects where it never gets there. */
  readonly ready: Promise<void>;
  stop(): Promise<void>;
};

const STOP_DEADLINE_MS = 15_000;
const FIRST_START_CRASHES = 4;
const LOG_LIMIT_BYTES = 10 * 1024 * 1024;
const LAST_LINES = 12;

function rotate(path: string): void {
  if (existsSync(path) && statSync(path).size > LOG_LIMIT_BYTES) renameSync(path, `${path}.1`);
}

function lastLines(path: string): string {
  return readFileSync(path, "utf8").trimEnd().split("\n").slice(-LAST_LINES).join("\n");
}

/** Starts the child and keeps it running. */
export function keepRunning(spec: ChildSpec, notice: (text: string) => void): Child {
  let current: ChildProcess | undefined;
  let restartTimer: NodeJS.Timeout | undefined;
  let stopping = false;
  let crashes = 0;
  let wasReady = false;
  let settle: { resolve: () => void; reject: (error: Error) => void } | undefined;
  const ready = new Promise<void>((resolve, reject) => {
    settle = { resolve, reject };
  });
  // Whoever waits gets the rejection; where nobody waits yet it must not end the supervisor.
  ready.catch(() => undefined);

  const start = (): void => {
    rotate(spec.logFile);
    const log = openSync(spec.logFile, "a", 0o600);
    const begun = performance.now();
    const child = spawn(process.execPath, ["--enable-source-maps", spec.script], {
      env: spec.env,
      stdio: ["ignore", log, log, "ipc"],
      // A signal from the terminal reaches the supervisor alone, which stops children in order.
      detached: true,
    });
    closeSync(log);
    current = child;
    child.on("message", (message: { type?: string }) => {
      if (message.type !== "ready") return;
      if (wasReady) notice(`${spec.name} runs again`);
      wasReady = true;
      settle?.resolve();
    });
    let ended = false;
    const onEnd = (why: string) => {
      if (ended) return;
      ended = true;
      if (stopping) return;
      crashes = countCrash(crashes, performance.now() - begun);
      if (!wasReady && crashes >= FIRST_START_CRASHES) {
        settle?.reject(new Error(`${spec.name} does not start.\n\n${lastLines(spec.logFile)}`));
        return;
      }
      const delay = restartDelay(crashes);
      if (wasReady) notice(`${spec.name} ${why}; it starts again in ${delay} ms`);
      restartTimer = setTimeout(start, delay);
    };
    child.once("error", (error) => onEnd(error.message));
    child.once("exit", (code, signal) => onEnd(`ended with ${signal ?? `code ${code}`}`));
  };
  start();

  return {
    name: spec.name,
    ready,
    stop() {
      stopping = true;
      clearTimeout(restartTimer);
      const child = current;
      if (!child || child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
      return new Promise((resolve) => {
        const deadline = setTimeout(() => child.kill("SIGKILL"), STOP_DEADLINE_MS);
        child.once("exit", () => {
          clearTimeout(deadline);
          resolve();
        });
        child.kill("SIGTERM");
      });
    },
  };
}
