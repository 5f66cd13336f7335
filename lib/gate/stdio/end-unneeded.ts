import { log, newId, now } from "@/lib/kernel";
import type { ChangeWatch, ServerTarget, StdioTarget } from "@/lib/servers";
import type { Sessions } from "../mcp/sessions";
import type { Routes } from "../routes";
import type { StdioLimits } from "./limits";
import type { StdioSession } from "./session";

const SWEEP_MILLISECONDS = 250;

/**
 * Ends commands that nobody is entitled to any more: their grant was revoked or has expired, their
 * session was ended, at any gate, or their server is registered otherwise now. Looked up at every
 * news of a change, and again until it succeeds. Ends also what nobody uses. Returns how to stop.
 */
export function endUnneeded(
  running: () => readonly StdioSession[],
  parts: {
    readonly routes: Routes;
    readonly sessions: Pick<Sessions, "stillOpen">;
    readonly watch: Pick<ChangeWatch, "onChange" | "onSessionsEnded">;
    readonly limits: StdioLimits;
  },
): () => void {
  const { routes, sessions, watch, limits } = parts;
  let due = false;
  let looking = false;

  async function look(): Promise<void> {
    const byGrant = new Map<string, StdioSession[]>();
    for (const session of running()) {
      const key = session.grantHash.toString("base64");
      byGrant.set(key, [...(byGrant.get(key) ?? []), session]);
    }
    for (const ofGrant of byGrant.values()) {
      const [one] = ofGrant;
      if (one === undefined) continue;
      const grant = await routes.get(one.grantHash, newId());
      if (grant === null) {
        for (const session of ofGrant) void session.end("its grant has ended");
        continue;
      }
      for (const session of ofGrant) session.grant = grant;
      const ids = ofGrant.flatMap(({ sessionId }) => sessionId ?? []);
      const open = await sessions.stillOpen(grant, ids, newId());
      for (const session of ofGrant) {
        if (session.sessionId !== null && !open.has(session.sessionId))
          void session.end("its session was ended");
        else if (!sameTarget(session.target, grant.target))
          void session.end("its server was changed");
      }
    }
  }

  async function sweep(): Promise<void> {
    endUnused(running(), limits);
    const at = now();
    if (running().some(({ grant }) => grant.expiresAt !== null && grant.expiresAt <= at))
      due = true;
    if (looking || !due) return;
    looking = true;
    due = false;
    try {
      await look();
    } catch (error) {
      due = true;
      log.warn("commands could not be checked against their grants", { error });
    } finally {
      looking = false;
    }
  }

  watch.onChange(() => {
    due = true;
    void sweep();
  });
  watch.onSessionsEnded((ids) => {
    if (!running().some(({ sessionId }) => sessionId !== null && ids.has(sessionId))) return;
    due = true;
    void sweep();
  });
  const timer = setInterval(() => void sweep(), SWEEP_MILLISECONDS);
  return () => clearInterval(timer);
}

function endUnused(running: readonly StdioSession[], limits: StdioLimits): void {
  for (const session of running) {
    if (session.busy) continue;
    const idle = performance.now() - session.usedAt;
    if (session.sessionId === null && idle > limits.unusedMs)
      void session.end("its client did not go on");
    else if (idle > limits.idleMs) void session.end("nobody used it");
  }
}

/** Whether a command would be started now as it was; its secret too. */
function sameTarget(was: StdioTarget, is: ServerTarget): boolean {
  return is.kind === "stdio" && describe(was) === describe(is);
}

function describe({ command, args, env, credential }: StdioTarget): string {
  const secret = credential === null ? null : [credential.variable, credential.value.reveal()];
  return JSON.stringify([command, args, Object.entries(env).sort(), secret]);
}
