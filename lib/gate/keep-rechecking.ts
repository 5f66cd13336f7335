import { log } from "@/lib/kernel";
import type { Exchanges } from "./exchanges";
import type { Routes } from "./routes";

const SWEEP_MILLISECONDS = 250;

/**
 * Rechecks the running exchanges whenever grants or rules may have changed, and again until it
 * succeeds: a revocation that could not be looked up at once is not forgotten. An expiry announces
 * itself to nobody, so it is looked for. Returns how to stop.
 */
export function keepRechecking(
  exchanges: Exchanges,
  routes: Routes,
  watch: { onChange(listener: () => void): void },
): () => void {
  let due = false;
  let running = false;
  let failing = false;

  async function sweep(): Promise<void> {
    if (running || !(due || exchanges.anyExpired())) return;
    running = true;
    due = false;
    try {
      await exchanges.recheck(routes);
      failing = false;
    } catch (error) {
      due = true;
      if (!failing) log.warn("open streams could not be checked against their grants", { error });
      failing = true;
    } finally {
      running = false;
    }
  }

  watch.onChange(() => {
    due = true;
    void sweep();
  });
  const timer = setInterval(() => void sweep(), SWEEP_MILLISECONDS);
  return () => clearInterval(timer);
}
