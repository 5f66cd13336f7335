import { readdirSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:net";

export type UserLease = { readonly uid: number; readonly release: () => void };

/**
 * User ids for started programs, each lent to one at a time. A lease is a name in the abstract socket
 * namespace, which the kernel gives back when its holder dies: two gates on a machine never lend the
 * same id, and a crash leaves nothing to clear. An id under which anything runs is not lent.
 */
export class Users {
  readonly #first: number;
  readonly #count: number;
  #next: number;

  constructor(range: { readonly first: number; readonly last: number }) {
    this.#first = range.first;
    this.#count = range.last - range.first + 1;
    this.#next = Math.floor(Math.random() * this.#count);
  }

  /** A user id that nothing runs under, or null if there is none. */
  async lease(): Promise<UserLease | null> {
    const busy = usersRunning();
    for (let tried = 0; tried < this.#count; tried++) {
      const uid = this.#first + this.#next;
      this.#next = (this.#next + 1) % this.#count;
      if (busy.has(uid)) continue;
      const held = await hold(uid);
      if (held !== null) return { uid, release: () => held.close() };
    }
    return null;
  }
}

function hold(uid: number): Promise<Server | null> {
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy());
    server.once("error", () => resolve(null));
    server.listen(`\0portcullis-stdio-user-${uid}`, () => resolve(server));
    server.unref();
  });
}

/** Whether anything runs under a user id. */
export function userIsBusy(uid: number): boolean {
  return usersRunning().has(uid);
}

/** The user ids under which anything runs: read from the kernel's table, which nothing can hide from. */
function usersRunning(): ReadonlySet<number> {
  const users = new Set<number>();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const status = readFileSync(`/proc/${name}/status`, "latin1");
      // A process that has ended and is not collected yet does nothing any more.
      if (/^State:\s+Z/m.test(status)) continue;
      for (const uid of /^Uid:\s+(.*)$/m.exec(status)?.[1]?.split(/\s+/) ?? [])
        users.add(Number(uid));
    } catch {
      // It has ended in between.
    }
  }
  return users;
}
