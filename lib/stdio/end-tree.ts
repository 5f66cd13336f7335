import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { promisify } from "node:util";
import { onlyThese } from "./environment";
import { userIsBusy } from "./users";

const run = promisify(execFile);
const ROUNDS = 20;
const PAUSE_MILLISECONDS = 25;

/** What belongs to a started program, to end all of it. */
export type Tree = {
  /** The process that was started: leader of its group and session. */
  readonly pid: number;
  /** The user it has for itself; with one, nothing of it can hide. */
  readonly uid: number | null;
  readonly setpriv: string | null;
  readonly home: string;
};

/** Sends a signal to a program's group. Its being gone already is as well. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // Nobody is left in it.
  }
}

/**
 * Kills all that is left of a program: its group, and what has left the group. Under a user of its own
 * that is everything of that user; else what stands in its session or still has its home. Resolves
 * with whether nothing is left, as far as this machine can tell.
 */
export async function endTree(tree: Tree): Promise<boolean> {
  signalGroup(tree.pid, "SIGKILL");
  if (tree.uid !== null && tree.setpriv !== null) {
    for (let round = 0; round < ROUNDS; round++) {
      if (!userIsBusy(tree.uid)) return true;
      await killUser(tree.setpriv, tree.uid);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLISECONDS));
    }
    return !userIsBusy(tree.uid);
  }
  for (let round = 0; round < ROUNDS; round++) {
    const left = strays(tree);
    if (left.length === 0) return true;
    for (const pid of left) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It has ended in between.
      }
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLISECONDS));
  }
  return strays(tree).length === 0;
}

/** The kernel sends it to every process of the user at once, so a forking one cannot run away. */
async function killUser(setpriv: string, uid: number): Promise<void> {
  const args = [`--reuid=${uid}`, `--regid=${uid}`, "--clear-groups", "--", "/bin/sh", "-c"];
  await run(setpriv, [...args, "kill -KILL -1"], { env: onlyThese({}) }).catch(() => {});
}

function strays({ pid, home }: Tree): number[] {
  let names: string[];
  try {
    names = readdirSync("/proc");
  } catch {
    return [];
  }
  return names.flatMap((name) => {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) return [];
    try {
      const [state, , , session] = statOf(name);
      if (state === "Z") return [];
      if (Number(session) === pid) return [Number(name)];
      const environment = `\0${readFileSync(`/proc/${name}/environ`, "latin1")}`;
      return environment.includes(`\0HOME=${home}\0`) ? [Number(name)] : [];
    } catch {
      return [];
    }
  });
}

/** The fields of /proc/<pid>/stat from the state on: state, parent, group, session. */
function statOf(pid: string): string[] {
  const text = readFileSync(`/proc/${pid}/stat`, "latin1");
  return text.slice(text.lastIndexOf(")") + 2).split(" ");
}
