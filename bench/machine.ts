import { readFileSync, statfsSync } from "node:fs";
import { arch, cpus, loadavg, platform, release, totalmem } from "node:os";
import type { House } from "./house/raise-house";

/** File systems that keep nothing: a sync costs nothing on them, so a figure from there is none. */
const IN_MEMORY = new Set([0x01021994, 0x858458f6]);

/** What the figures were measured on. */
export function describeMachine(house: House) {
  const processors = cpus();
  return {
    cpu: processors[0]?.model.trim() ?? "unknown",
    cores: processors.length,
    memory_gib: Math.round(totalmem() / 1024 ** 3),
    system: `${platform()} ${release()} ${arch()}`,
    node: process.versions.node,
    version: JSON.parse(readFileSync("package.json", "utf8")).version as string,
    /** Others' work at the same time makes every wall figure worse; ratios hold. */
    load_before: rounded(loadavg()[2] ?? 0),
    disk: keepsNothing(house.folder) ? "memory: durable figures mean nothing" : "disk",
  };
}

export function keepsNothing(folder: string): boolean {
  return IN_MEMORY.has(statfsSync(folder).type);
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
