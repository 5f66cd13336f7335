/*
 * What every process of the house has in common: it says when it is ready, and it ends when it is
 * told to, when its supervisor ends, or when something failed that nobody caught.
 */

/** Closes what the process opened. Called once. */
export type Stop = () => Promise<void> | void;

const STOP_DEADLINE_MS = 8_000;

function say(level: "info" | "error", message: string, error?: unknown): void {
  const detail = error instanceof Error ? (error.stack ?? error.message) : error;
  process.stderr.write(
    `${JSON.stringify({ at: new Date().toISOString(), level, message, error: detail })}\n`,
  );
}

/**
 * Runs `start`, tells the supervisor that the process is ready, and from then on waits for a
 * reason to stop: SIGTERM, SIGINT, or the supervisor's end (the IPC channel closes).
 *
 * @example
 * runEntry("gate", async () => {
 *   const server = await listen();
 *   return () => server.close();
 * });
 */
export function runEntry(name: string, start: () => Promise<Stop>): void {
  let stop: Stop | undefined;
  let stopping = false;

  const end = async (why: string): Promise<void> => {
    if (stopping) return;
    stopping = true;
    say("info", `${name} stops: ${why}`);
    // A connection that does not close must not keep the process for ever.
    setTimeout(() => process.exit(1), STOP_DEADLINE_MS).unref();
    try {
      await stop?.();
      process.exit(0);
    } catch (error) {
      say("error", `${name} did not stop cleanly`, error);
      process.exit(1);
    }
  };

  process.on("SIGTERM", () => void end("asked to"));
  process.on("SIGINT", () => void end("asked to"));
  process.on("disconnect", () => void end("the supervisor is gone"));
  // It may have gone while this process was still loading, before anything listened for that.
  if (process.connected === false) {
    void end("the supervisor is gone");
    return;
  }

  start().then(
    (closer) => {
      stop = closer;
      if (process.connected) process.send?.({ type: "ready" });
    },
    (error: unknown) => {
      say("error", `${name} did not start`, error);
      process.exit(1);
    },
  );
}
