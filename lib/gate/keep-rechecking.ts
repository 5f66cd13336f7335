import { log } from "@/lib/kernel";
import type { Exchanges } from "./exchanges";
import type { Sessions } from "./mcp/sessions";
import type { Routes } from "./routes";

const SWEEP_MILLISECONDS = 250;

/**
 * Rechecks the running exchanges whenever grants or rules may have changed, and again until it
 * succeeds: a revocation that could not be looked up at once is not forgotten. An expiry announces
 * itself to nobody, so it is looked for; and so is a session that ended on another process. Returns
 * how to stop.
 */
export function keepRechecking(
  exchanges: Exchanges,
  routes: Routes,
  sessions: Sessions,
  watch: { onChange(listener: () => void): void },
): () => void {
  let due = false;
  let running = false;
  let failing = false;

  async function sweep(): Promise<void> {
    if (running) return;
    const recheckGrants = due || exchanges.anyExpired();
    running = true;
    due = false;
    try {
      if (recheckGrants) await exchanges.recheck(routes);
      await exchanges.recheckSessions(sessions);
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
