import { type Database, databaseProblem } from "@/lib/db";

/** How often it is asked what has changed, in milliseconds. */
const POLL_MILLISECONDS = 250;
/** Without a successful reading for this long, nothing cached may be used. */
const VOID_MILLISECONDS = 1_000;

/** What has changed since the reading before, by id. */
export type Changes = {
  /** Something was deleted, so that nobody can say what: everything may have changed. */
  readonly all: boolean;
  readonly grants: ReadonlySet<string>;
  readonly servers: ReadonlySet<string>;
};

/** A call that its client cancelled at a gate that did not have it. */
export type CancelledCall = {
  readonly session: string;
  /** The hash of the call's id, as `noteCancelled` took it. */
  readonly call: string;
  /** How long ago. */
  readonly seconds: number;
};

export type ChangeWatch = {
  /** Whether a reading succeeded recently enough for a cache to be trusted. */
  fresh(): boolean;
  onChange(listener: (changes: Changes) => void): void;
  /** Protocol sessions that have ended, on whichever process, by their ids; some may be told twice. */
  onSessionsEnded(listener: (ids: ReadonlySet<string>) => void): void;
  onCancelled(listener: (calls: readonly CancelledCall[]) => void): void;
  close(): Promise<void>;
};

type Reading = {
  readonly value: string;
  readonly grants: readonly string[];
  readonly servers: readonly string[];
  readonly ended: readonly string[];
  readonly cancelled: readonly CancelledCall[];
  readonly next_since: string;
};

/**
 * Hears of every revocation and every change of grants, servers and rules, which gates keep. Polling, on a
 * connection of its own, holds through a pooler and notices its own blindness, which LISTEN does not.
 */
export async function watchChanges(db: Database): Promise<ChangeWatch> {
  const listeners: ((changes: Changes) => void)[] = [];
  const sessionListeners: ((ids: ReadonlySet<string>) => void)[] = [];
  const cancelListeners: ((calls: readonly CancelledCall[]) => void)[] = [];
  let toldUntil: string | null = null;
  let deletions: string | null = null;
  let readAt = Number.NEGATIVE_INFINITY;
  let closed = false;

  async function poll(): Promise<void> {
    // Counted from before the question: the answer is at least that fresh.
    const asked = performance.now();
    const query = {
      name: "changes_since",
      text: "select c.value, s.* from portcullis.change_counter c, portcullis.changes_since($1) s",
      values: [toldUntil],
      // An answer that comes later is of no use any more.
      query_timeout: VOID_MILLISECONDS,
    };
    const { rows } = await db.apart.query<Reading>(query);
    const [reading] = rows;
    if (reading === undefined) throw new Error("the change counter is gone");
    tell(reading, deletions !== null && deletions !== reading.value);
    // Not before everybody has let go of what has changed: if one could not, all are told again.
    deletions = reading.value;
    toldUntil = reading.next_since;
    readAt = asked;
  }

  function tell({ grants, servers, ended, cancelled }: Reading, all: boolean): void {
    if (ended.length > 0) {
      const ids = new Set(ended);
      for (const listener of sessionListeners) listener(ids);
    }
    if (cancelled.length > 0) for (const listener of cancelListeners) listener(cancelled);
    if (!all && grants.length === 0 && servers.length === 0) return;
    const changes = { all, grants: new Set(grants), servers: new Set(servers) };
    for (const listener of listeners) listener(changes);
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
    onChange: (listener) => {
      listeners.push(listener);
    },
    onSessionsEnded: (listener) => {
      sessionListeners.push(listener);
    },
    onCancelled: (listener) => {
      cancelListeners.push(listener);
    },
    close: async () => {
      closed = true;
      await running;
    },
  };
}
