import { type ChildProcess, spawn } from "node:child_process";
import { rm } from "node:fs/promises";
import type { Writable } from "node:stream";
import { log, Problem } from "@/lib/kernel";
import { onlyThese } from "./environment";

/** A program that runs: the group it leads, and the user it has for itself, if it has one. */
export type Watched = { readonly pid: number; readonly uid: number | null };

/*
 * Reads the list of what runs, a line for each change, until its input ends; then kills what the last
 * line named and removes the directory. Groups first, then everything of the users that were lent,
 * then whatever still calls a directory of ours its home, where the kernel lets it see that.
 */
const SCRIPT = `
trap '' HUP INT TERM
running=
while read -r line; do running=$line; done
for item in $running; do
  kill -KILL -- "-\${item%%:*}"
  uid=\${item##*:}
  [ "$uid" = - ] || "$2" --reuid="$uid" --regid="$uid" --clear-groups -- /bin/sh -c 'kill -KILL -1'
done
grep -lsaF "HOME=$1/" /proc/[0-9]*/environ | while read -r file; do
  pid=\${file#/proc/}
  kill -KILL "\${pid%/environ}"
done
rm -rf -- "$1"
`;

/**
 * A process of its own that outlives this one for as long as it takes to end what this one started,
 * and to remove its directory. It learns of this one's death by its input ending, which no way of dying can
 * prevent.
 */
export class Watchdog {
  readonly #directory: string;
  readonly #setpriv: string;
  readonly #watched = new Set<Watched>();
  #process: ChildProcess | null = null;
  #closing = false;

  constructor(directory: string, setpriv: string | null) {
    this.#directory = directory;
    this.#setpriv = setpriv ?? "-";
  }

  /** Begins watching. Throws `unavailable` if nothing watches: then nothing may be started. */
  start(): void {
    if (this.#process === null) this.#spawn();
    if (this.#process === null)
      throw new Problem("unavailable", {
        internal: "the watchdog of started servers does not run",
      });
  }

  add(watched: Watched): void {
    this.#watched.add(watched);
    this.#tell();
  }

  remove(watched: Watched): void {
    this.#watched.delete(watched);
    this.#tell();
  }

  /** Lets it end, which removes the directory. Resolves when it has. */
  async close(): Promise<void> {
    this.#closing = true;
    const running = this.#process;
    if (running === null) {
      // Nothing was ever started, so nobody else removes it.
      await rm(this.#directory, { recursive: true, force: true });
      return;
    }
    const ended = new Promise((resolve) => running.once("exit", resolve));
    running.stdin?.end();
    await ended;
  }

  #spawn(): void {
    const child = spawn(
      "/bin/sh",
      ["-c", SCRIPT, "portcullis-stdio", this.#directory, this.#setpriv],
      {
        // A group and a session of its own: what ends the gate's group must not end this.
        detached: true,
        stdio: ["pipe", "ignore", "ignore"],
        env: onlyThese({ PATH: "/usr/bin:/bin" }),
        cwd: "/",
      },
    );
    if (child.pid === undefined) return;
    child.stdin?.on("error", () => {});
    child.once("error", () => {});
    child.once("exit", () => this.#ended(child));
    // Neither it nor the pipe to it keeps this process alive.
    child.unref();
    (child.stdin as Writable & { unref?: () => void }).unref?.();
    this.#process = child;
    this.#tell();
  }

  /** Somebody killed it: what runs must be watched all the same. */
  #ended(child: ChildProcess): void {
    if (this.#process !== child) return;
    this.#process = null;
    if (this.#closing) return;
    log.warn("the watchdog of started servers ended; another takes its place");
    this.#spawn();
  }

  #tell(): void {
    const items = [...this.#watched].map(({ pid, uid }) => `${pid}:${uid ?? "-"}`);
    this.#process?.stdin?.write(`${items.join(" ")}\n`);
  }
}
