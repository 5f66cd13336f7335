import { rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { House } from "./house";

const STOP_MS = 30_000;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Stops the house and takes its folder away. */
export async function lower({ pid, home }: House): Promise<void> {
  if (isAlive(pid)) process.kill(pid, "SIGTERM");
  const deadline = Date.now() + STOP_MS;
  while (isAlive(pid) && Date.now() < deadline) await sleep(100);
  if (isAlive(pid)) throw new Error(`The house (process ${pid}) did not stop.`);
  rmSync(home, { recursive: true, force: true });
}
