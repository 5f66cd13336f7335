import type { ProcessLimits } from "./limits";

/** What this machine has for holding a program: full paths of the tools, and a user id to drop to. */
export type Means = {
  /** `setpriv` and `prlimit` of util-linux; null where they are missing. */
  readonly setpriv: string | null;
  readonly prlimit: string | null;
  /** The user and group id the program runs under; null leaves it the gate's own. */
  readonly uid: number | null;
};

/**
 * The command line that starts a program under its limits: dies with its parent, gains no privileges,
 * belongs to a user and group of its own, then resource limits, then the program. Everything after
 * `--` is the program's. Pure.
 */
export function wrapCommand(
  command: string,
  args: readonly string[],
  means: Means,
  limits: ProcessLimits,
): readonly [string, ...string[]] {
  const before = [
    ...(means.setpriv === null ? [] : [means.setpriv, ...privileges(means.uid), "--"]),
    ...(means.prlimit === null
      ? []
      : [means.prlimit, ...resources(limits, means.uid !== null), "--"]),
  ];
  const [first = command, ...rest] = [...before, command, ...args];
  return [first, ...rest];
}

function privileges(uid: number | null): string[] {
  const user =
    uid === null ? [] : [`--reuid=${uid}`, `--regid=${uid}`, "--clear-groups", "--inh-caps=-all"];
  return ["--pdeathsig=KILL", "--no-new-privs", ...user];
}

/** Tasks are counted by user, so they can be limited only for a user of the program's own. */
function resources(limits: ProcessLimits, ownUser: boolean): string[] {
  return [
    "--core=0",
    `--cpu=${limits.cpuSeconds}`,
    `--data=${limits.dataBytes}`,
    `--fsize=${limits.fileBytes}`,
    `--nofile=${limits.openFiles}`,
    ...(ownUser ? [`--nproc=${limits.tasks}`] : []),
  ];
}

/** What cannot be enforced with these means, in words an operator understands. Pure. */
export function notEnforcedWith(means: Means): readonly string[] {
  return [
    ...(means.uid === null
      ? [
          "a user of its own: it can read what the gate can, and its number of processes is not limited",
        ]
      : []),
    ...(means.prlimit === null ? ["limits on processor time, memory, files and processes"] : []),
    ...(means.setpriv === null
      ? ["that it gains no privileges, and dies with the gate at once"]
      : []),
  ];
}
