/*
 * The processes of a house, as the operating system lists them.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { platform } from "node:os";
import { join } from "node:path";

type Listed = { pid: number; parent: number; command: string };

/** What the supervisor keeps running. */
export const CHILDREN = ["database", "idp", "upstream", "console", "gate", "worker"] as const;
export type ChildName = (typeof CHILDREN)[number];

function listProcesses(): Listed[] {
  return platform() === "linux" ? listFromProc() : listFromPs();
}

function listFromProc(): Listed[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, "utf8");
        // The second field is the program's name in brackets and may hold spaces.
        const [state, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
        if (state === "Z" || state === "X") return [];
        const command = readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ");
        return [{ pid: Number(name), parent: Number(parent), command }];
      } catch {
        return []; // It ended while it was being looked at.
      }
    });
}

function listFromPs(): Listed[] {
  const text = execFileSync("ps", ["-Ao", "pid=,ppid=,command="], { encoding: "utf8" });
  return text.split("\n").flatMap((line) => {
    const [, pid, parent, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return command === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), command }];
  });
}

export function isAlive(pid: number): boolean {
  return listProcesses().some((one) => one.pid === pid);
}

/** The supervisor's children that run at this moment, by name. */
export function childrenOf(supervisor: number): Map<ChildName, number> {
  const found = new Map<ChildName, number>();
  for (const { pid, parent, command } of listProcesses()) {
    const name = CHILDREN.find((child) => command.includes(`.build/${child}.js`));
    if (name !== undefined && parent === supervisor) found.set(name, pid);
  }
  return found;
}

/** PostgreSQL's first process, or null while there is none. */
export function postmasterOf(home: string): number | null {
  const file = join(home, "database", "postmaster.pid");
  if (!existsSync(file)) return null;
  const pid = Number(readFileSync(file, "utf8").split("\n")[0]);
  return isAlive(pid) ? pid : null;
}

/** Whether PostgreSQL's first process is the child of this one, and not left over from another. */
export function keeps(keeper: number | undefined, postmaster: number | null): boolean {
  return listProcesses().some(({ pid, parent }) => pid === postmaster && parent === keeper);
}

/** PostgreSQL's first process and all that it has begotten. */
export function serverOf(postmaster: number): number[] {
  const backends = listProcesses().filter(({ parent }) => parent === postmaster);
  return [postmaster, ...backends.map(({ pid }) => pid)];
}
