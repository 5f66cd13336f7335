import { newId, now, Problem } from "@/lib/kernel";
import type { EndReason, Exchange } from "./exchange";
import type { RpcId } from "./mcp/message";
import type { McpSession, Sessions } from "./mcp/sessions";
import { changeOfView } from "./relay/view";
import type { Routes } from "./routes";

/** The exchanges that are running, by grant: to bound them, and to end those whose grant ends. */
export type Exchanges = {
  /** Counts an exchange in. Throws `too_many_requests` beyond the grant's share. */
  enter(exchange: Exchange): void;
  /** Looks every grant up again: ends what is revoked or expired, hands new rules to what stays. */
  recheck(routes: Routes): Promise<void>;
  /**
   * Looks the sessions of open streams up again, which ends those that have ended, on whatever
   * process; and notes that the others are in use.
   */
  recheckSessions(sessions: Sessions): Promise<void>;
  /**
   * Ends the call of a session that its client has cancelled, if it has not ended by itself after
   * `graceMs`. False if it does not run here, or began less than `sinceMs` ago: then another is meant.
   * Without a session nobody could tell whose call it is.
   */
  cancel(
    sessionId: string,
    isIt: (rpcId: RpcId) => boolean,
    graceMs: number,
    sinceMs?: number,
  ): boolean;
  /** Ends the open streams of sessions. */
  endSessions(sessionIds: ReadonlySet<string>): void;
  /** Ends the streams that clients hold open, which would not end by themselves. */
  endStreams(reason: EndReason): void;
  /** Ends everything that runs. */
  endAll(reason: EndReason): void;
  /** Whether a running exchange's grant has passed its end. */
  anyExpired(): boolean;
};

const LOOKED_UP_AT_ONCE = 16;

/** Keeps the running exchanges; `perGrant` is how many one grant may have at a time. */
export function createExchanges(perGrant: number): Exchanges {
  const byGrant = new Map<string, Set<Exchange>>();

  function leave(grantId: string, exchange: Exchange): void {
    const running = byGrant.get(grantId);
    running?.delete(exchange);
    if (running?.size === 0) byGrant.delete(grantId);
  }

  /** A copy, since ending one takes it out. */
  function all(): Exchange[] {
    return [...byGrant.values()].flatMap((running) => [...running]);
  }

  async function recheckGrant(running: ReadonlySet<Exchange>, routes: Routes): Promise<void> {
    const [one] = running;
    if (one?.grantHash == null) return;
    const grant = await routes.get(one.grantHash, newId());
    for (const exchange of [...running]) {
      if (grant === null) {
        exchange.end("revoked");
        continue;
      }
      const before = exchange.grant;
      exchange.grant = grant;
      if (exchange.onViewChanged === null || before === null) continue;
      const change = changeOfView(before, grant);
      if (change !== null) exchange.onViewChanged(change);
    }
  }

  return {
    enter(exchange) {
      // Its client left while the grant was looked up; nothing would ever count it out again.
      if (exchange.ended !== null) throw new Problem("invalid_request");
      const grantId = exchange.grant?.grantId ?? "";
      const running = byGrant.get(grantId) ?? new Set();
      if (running.size >= perGrant) {
        throw new Problem("too_many_requests", {
          detail: "This grant has too many calls running at once.",
          headers: { "retry-after": "1" },
        });
      }
      running.add(exchange);
      byGrant.set(grantId, running);
      exchange.response.once("close", () => leave(grantId, exchange));
    },
    async recheck(routes) {
      for (const running of [...byGrant.values()]) await recheckGrant(running, routes);
    },
    async recheckSessions(sessions) {
      const streams = all().filter(isStream);
      for (let at = 0; at < streams.length; at += LOOKED_UP_AT_ONCE)
        await Promise.all(
          streams
            .slice(at, at + LOOKED_UP_AT_ONCE)
            .map((stream) => recheckSession(stream, sessions)),
        );
    },
    cancel(sessionId, isIt, graceMs, sinceMs = 0) {
      let found = false;
      for (const exchange of all()) {
        const { rpcId, request, response, startedAt } = exchange;
        if (exchange.sessionId !== sessionId || request.method !== "POST") continue;
        if (rpcId === null || !isIt(rpcId) || performance.now() - startedAt < sinceMs) continue;
        found = true;
        const timer = setTimeout(() => exchange.end("cancelled"), graceMs);
        response.once("close", () => clearTimeout(timer));
      }
      return found;
    },
    endSessions(sessionIds) {
      for (const exchange of all()) {
        const { sessionId } = exchange;
        if (sessionId !== null && sessionIds.has(sessionId) && isStream(exchange))
          exchange.end("session_ended");
      }
    },
    endStreams(reason) {
      for (const exchange of all()) if (isStream(exchange)) exchange.end(reason);
    },
    endAll(reason) {
      for (const exchange of all()) exchange.end(reason);
    },
    anyExpired() {
      const at = now();
      for (const [one] of byGrant.values()) {
        if (one?.grant?.expiresAt != null && one.grant.expiresAt <= at) return true;
      }
      return false;
    },
  };
}

async function recheckSession(exchange: Exchange, sessions: Sessions): Promise<void> {
  const { grant, sessionId } = exchange;
  const token = exchange.request.headers["mcp-session-id"];
  // Not joined yet: it is about to be looked up anyway.
  if (grant === null || sessionId === null || typeof token !== "string") return;
  const session: McpSession | null = await sessions.find(grant, token, newId());
  if (session === null) exchange.end("session_ended");
  else sessions.noteUse(grant, session);
}

function isStream(exchange: Exchange): boolean {
  return exchange.request.method === "GET";
}
