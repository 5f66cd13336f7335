import { execFile } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { promisify } from "node:util";
import { onlyThese } from "./environment";
import { PROCESS_LIMITS } from "./limits";
import { type Means, wrapCommand } from "./wrap-command";

const run = promisify(execFile);
const PROBE_MILLISECONDS = 5_000;
const DIRECTORIES = ["/usr/bin", "/bin", "/usr/local/bin", "/usr/sbin", "/sbin"];

/**
 * Finds out what this machine has for holding a program, by holding one: what does not work on
 * `true` is not relied on. Tools are taken from the system's own directories, whatever PATH says.
 *
 * @param uid the user id to try to drop to; only root can.
 */
export async function findMeans(uid: number): Promise<Means> {
  const setpriv = tool("setpriv");
  const prlimit = tool("prlimit");
  const truth = tool("true");
  const root = process.getuid?.() === 0;
  const wanted: Means[] = [
    ...(root && setpriv !== null ? [{ setpriv, prlimit, uid }] : []),
    { setpriv, prlimit, uid: null },
    { setpriv: null, prlimit, uid: null },
    { setpriv, prlimit: null, uid: null },
  ];
  for (const means of wanted) {
    if (truth !== null && (await works(truth, means))) return means;
  }
  return { setpriv: null, prlimit: null, uid: null };
}

async function works(truth: string, means: Means): Promise<boolean> {
  const [file, ...args] = wrapCommand(truth, [], means, PROCESS_LIMITS);
  return await run(file, args, { timeout: PROBE_MILLISECONDS, env: onlyThese({}) }).then(
    () => true,
    () => false,
  );
}

function tool(name: string): string | null {
  for (const directory of DIRECTORIES) {
    try {
      accessSync(`${directory}/${name}`, constants.X_OK);
      return `${directory}/${name}`;
    } catch {
      // Looked for further.
    }
  }
  return null;
}
