import { log } from "@/lib/kernel";
import type { ChangeWatch } from "@/lib/servers";
import type { Exchanges } from "./exchanges";
import type { Sessions } from "./mcp/sessions";
import type { Routes } from "./routes";

const SWEEP_MILLISECONDS = 250;
/** Open streams are a use of their sessions; and one that joined as its session ended is found. */
const SESSIONS_MILLISECONDS = 2_000;

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
  watch: Pick<ChangeWatch, "onChange" | "onSessionsEnded">,
): () => void {
  let due = false;
  let sessionsDueAt = 0;
  let running = false;
  let failing = false;

  async function sweep(): Promise<void> {
    const recheckGrants = due || exchanges.anyExpired();
    const recheckSessions = performance.now() >= sessionsDueAt;
    if (running || !(recheckGrants || recheckSessions)) return;
    running = true;
    due = false;
    if (recheckSessions) sessionsDueAt = performance.now() + SESSIONS_MILLISECONDS;
    try {
      if (recheckGrants) await exchanges.recheck(routes);
      if (recheckSessions) await exchanges.recheckSessions(sessions);
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
  watch.onSessionsEnded((ids) => exchanges.endSessions(ids));
  const timer = setInterval(() => void sweep(), SWEEP_MILLISECONDS);
  return () => clearInterval(timer);
}
