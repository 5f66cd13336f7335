/*
 * A server that outlived the supervisor that started it, and the lock file of one that did not.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, readlinkSync, realpathSync, rmSync } from "node:fs";
import { platform } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const FAST_SHUTDOWN_MS = 15_000;
const IMMEDIATE_SHUTDOWN_MS = 5_000;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function worksIn(pid: number, dataFolder: string): boolean {
  try {
    if (platform() === "linux") {
      return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(dataFolder);
    }
    const command = execFileSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" });
    return command.includes("postgres") && command.includes(dataFolder);
  } catch {
    return false;
  }
}

/** The processes that still have the data folder open, without the postmaster's lock file. */
function othersIn(dataFolder: string): number[] {
  if (platform() !== "linux") return [];
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => worksIn(pid, dataFolder));
}

async function waitUntilGone(pids: () => number[], milliseconds: number): Promise<boolean> {
  const deadline = Date.now() + milliseconds;
  while (pids().length > 0) {
    if (Date.now() > deadline) return false;
    await sleep(25);
  }
  return true;
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended by itself in the meantime.
  }
}

/**
 * Stops a server left over in the data folder and waits for the rest of one that was killed.
 * PostgreSQL judges a stale lock file by itself, but for one case, which is settled here: the
 * process number in it now belongs to another program. Returns what was done, or null.
 */
export async function clearLeftovers(dataFolder: string): Promise<string | null> {
  const lockFile = join(dataFolder, "postmaster.pid");
  if (!existsSync(lockFile)) return null;
  const pid = Number.parseInt(readFileSync(lockFile, "utf8").split("\n")[0] ?? "", 10);
  const alive = Number.isInteger(pid) && pid > 0 && isAlive(pid);
  if (alive && worksIn(pid, dataFolder)) {
    await stopLeftover(pid, dataFolder);
    return `stopped a server left over (process ${pid})`;
  }
  // A killed server's own processes end by themselves; a new server must not start before.
  const others = () => othersIn(dataFolder);
  if (!(await waitUntilGone(others, FAST_SHUTDOWN_MS))) {
    throw new Error(`Processes ${others().join(", ")} still use ${dataFolder}.`);
  }
  if (!alive) return null;
  rmSync(lockFile, { force: true });
  return `cleared a lock file whose process number (${pid}) is another program's now`;
}

async function stopLeftover(pid: number, dataFolder: string): Promise<void> {
  const running = () => (isAlive(pid) && worksIn(pid, dataFolder) ? [pid] : []);
  signal(pid, "SIGINT");
  if (await waitUntilGone(running, FAST_SHUTDOWN_MS)) return;
  signal(pid, "SIGQUIT");
  if (await waitUntilGone(running, IMMEDIATE_SHUTDOWN_MS)) return;
  throw new Error(`PostgreSQL (process ${pid}) still runs in ${dataFolder} and does not stop.`);
}
