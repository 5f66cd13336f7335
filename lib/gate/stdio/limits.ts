/** What sessions with commands are held to. Counts, bytes, milliseconds. */
export type StdioLimits = {
  readonly sessionsPerServer: number;
  readonly sessionsPerTenant: number;
  readonly sessionsPerGate: number;
  /** Until a command must have answered `initialize`. */
  readonly startMs: number;
  /** A session that its client does not go on with after `initialize`. */
  readonly unusedMs: number;
  /** A session with no call running, no stream open and no message for this long ends. */
  readonly idleMs: number;
  /** How long a call may go without a word of it. */
  readonly silentCallMs: number;
  /** Answered within this time a call is answered in JSON; beyond it, by an event stream. */
  readonly jsonMs: number;
  /** How long a call that its client cancelled may still take to be answered. */
  readonly cancelledMs: number;
  /** What may wait for a client that does not read, before its command has to wait. */
  readonly queuedBytes: number;
  /** What is kept of a session's events for a client that comes back for them. */
  readonly replayBytes: number;
  readonly replayEvents: number;
  /** Starts that may fail in a row before the next has to wait; then twice as long each time. */
  readonly failures: number;
  readonly backOffMs: number;
  readonly backOffMaxMs: number;
};

const MIB = 1024 * 1024;

export const STDIO_LIMITS: StdioLimits = {
  sessionsPerServer: 32,
  sessionsPerTenant: 64,
  sessionsPerGate: 256,
  startMs: 30_000,
  unusedMs: 60_000,
  idleMs: 30 * 60_000,
  silentCallMs: 300_000,
  jsonMs: 1_000,
  cancelledMs: 5_000,
  queuedBytes: MIB,
  replayBytes: MIB,
  replayEvents: 1_000,
  failures: 3,
  backOffMs: 2_000,
  backOffMaxMs: 60_000,
};
