import { type Database, databaseProblem } from "@/lib/db";

/** How often the counter is read, in milliseconds. */
const POLL_MILLISECONDS = 250;
/** Without a successful reading for this long, nothing cached may be used. */
const VOID_MILLISECONDS = 1_000;

export type ChangeWatch = {
  /** Whether the counter was read recently enough for a cache to be trusted. */
  fresh(): boolean;
  /** The counter's value at the last reading; -1 before the first. */
  value(): number;
  onChange(listener: () => void): void;
  /** Protocol sessions that have ended, on whichever process, by their ids; some may be told twice. */
  onSessionsEnded(listener: (ids: ReadonlySet<string>) => void): void;
  close(): Promise<void>;
};

type Reading = {
  readonly value: string;
  readonly ended: readonly string[];
  readonly next_since: string;
};

/**
 * Watches the one number that goes up with every revocation and every change of rules. Polling on a
 * connection of its own holds through a pooler and notices its own blindness, which LISTEN does not.
 */
export async function watchChanges(db: Database): Promise<ChangeWatch> {
  const listeners: (() => void)[] = [];
  const sessionListeners: ((ids: ReadonlySet<string>) => void)[] = [];
  let toldUntil: string | null = null;
  let seen = -1;
  let readAt = Number.NEGATIVE_INFINITY;
  let closed = false;

  async function poll(): Promise<void> {
    // Counted from before the question: the answer is at least that fresh.
    const asked = performance.now();
    const query = {
      name: "change_counter",
      text: "select c.value, s.ended, s.next_since from portcullis.change_counter c, portcullis.sessions_ended($1) s",
      values: [toldUntil],
      // An answer that comes later is of no use any more.
      query_timeout: VOID_MILLISECONDS,
    };
    const { rows } = await db.pool.query<Reading>(query);
    const [reading] = rows;
    if (reading === undefined) throw new Error("the change counter is gone");
    const value = Number(reading.value);
    toldUntil = reading.next_since;
    if (reading.ended.length > 0) {
      const ended = new Set(reading.ended);
      for (const listener of sessionListeners) listener(ended);
    }
    readAt = asked;
    if (value === seen) return;
    seen = value;
    for (const listener of listeners) listener();
  }

  async function loop(): Promise<void> {
    while (!closed) {
      await poll().catch(() => {});
      await new Promise((wake) => setTimeout(wake, POLL_MILLISECONDS));
    }
  }

  await poll().catch((error: unknown) => {
    throw databaseProblem(error);
  });
  const running = loop();
  return {
    fresh: () => performance.now() - readAt < VOID_MILLISECONDS,
    value: () => seen,
    onChange: (listener) => {
      listeners.push(listener);
    },
    onSessionsEnded: (listener) => {
      sessionListeners.push(listener);
    },
    close: async () => {
      closed = true;
      await running;
    },
  };
}
