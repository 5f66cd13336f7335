import { log } from "@/lib/kernel";
import { inSweep } from "@/lib/telemetry";

/**
 * Does a piece of work again and again, with `milliseconds` between one end and the next beginning.
 * `work` says how many things it did. A failure is logged and tried again. Returns what stops it, after the run under way.
 */
export function every(
  milliseconds: number,
  what: string,
  work: () => Promise<number>,
): () => Promise<void> {
  let stopped = false;
  let wake: () => void = () => {};

  async function loop(): Promise<void> {
    while (!stopped) {
      await inSweep(what, work).catch((error: unknown) =>
        log.warn(`${what} failed; it is tried again`, { error }),
      );
      if (stopped) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
        setTimeout(resolve, milliseconds).unref();
      });
    }
  }

  const running = loop();
  return async () => {
    stopped = true;
    wake();
    await running;
  };
}
