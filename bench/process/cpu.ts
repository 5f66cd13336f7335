import { readdirSync, readFileSync } from "node:fs";

/** Linux counts processor time in hundredths of a second, whatever the kernel's own tick is. */
const TICKS_A_SECOND = 100;

type Stat = { readonly parent: number; readonly ticks: number; readonly endedTicks: number };

/**
 * Processor seconds, user and system, that a process and all its descendants have used so far; null
 * where the system does not tell. The descendants that have ended are counted as far as they were
 * waited for.
 */
export function cpuSeconds(pid: number): number | null {
  const all = readAll();
  const root = all?.get(pid);
  if (all == null || root === undefined) return null;
  let ticks = root.endedTicks;
  for (const [id, { ticks: own }] of all) if (descends(all, id, pid)) ticks += own;
  return ticks / TICKS_A_SECOND;
}

function descends(all: ReadonlyMap<number, Stat>, id: number, ancestor: number): boolean {
  for (let at = id; at > 1; at = all.get(at)?.parent ?? 0) if (at === ancestor) return true;
  return false;
}

function readAll(): Map<number, Stat> | null {
  const all = new Map<number, Stat>();
  try {
    for (const name of readdirSync("/proc")) {
      const stat = /^\d+$/.test(name) ? readStat(name) : null;
      if (stat !== null) all.set(Number(name), stat);
    }
  } catch {
    return null;
  }
  return all;
}

function readStat(pid: string): Stat | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name in brackets may hold anything; the fields are counted from behind it.
    const fields = text
      .slice(text.lastIndexOf(")") + 2)
      .split(" ")
      .map(Number);
    const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = fields.slice(11, 15);
    return { parent: fields[1] ?? 0, ticks: user + system, endedTicks: endedUser + endedSystem };
  } catch {
    return null;
  }
}
