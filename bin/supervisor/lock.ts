/*
 * One supervisor a home. The lock names a process and when it began, since a number alone may have
 * been given to another program by now.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { platform } from "node:os";
import { join } from "node:path";

type Holder = { pid: number; begun: string | null };

/** When a process began, as the system writes it; null where there is no such process. */
function begunAt(pid: number): string | null {
  try {
    if (platform() === "linux") {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      // The second field is the program's name in brackets and may hold spaces; count after it.
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      // Ended, though its parent has not asked for its exit code yet.
      if (fields[0] === "Z" || fields[0] === "X") return null;
      return fields[19] ?? null;
    }
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim();
  } catch {
    return null;
  }
}

function readHolder(path: string): Holder | null {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Holder;
  } catch {
    return null;
  }
}

/**
 * Takes the lock of a home, or throws and names the process that has it. A lock whose process is
 * gone is taken over. Returns what gives it back.
 */
export function takeLock(home: string): () => void {
  const path = join(home, "supervisor.lock");
  const mine: Holder = { pid: process.pid, begun: begunAt(process.pid) };
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      writeFileSync(path, JSON.stringify(mine), { flag: "wx", mode: 0o600 });
      return () => rmSync(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      const holder = readHolder(path);
      if (holder?.begun && begunAt(holder.pid) === holder.begun) {
        throw new Error(
          `Portcullis already runs on ${home} (process ${holder.pid}). Stop it first, or set PORTCULLIS_HOME to another folder.`,
        );
      }
      rmSync(path, { force: true });
    }
  }
  throw new Error(`Another supervisor took ${path} in the same moment.`);
}
