import { Pool } from "undici";
import type { Mode } from "@/lib/kernel";
import { assertUrlAllowed, guardedLookup } from "@/lib/servers";
import type { GateLimits } from "../settings";
import { type AnswerSink, Attempt, type UpstreamFlow } from "./attempt";

/** One request to an upstream server at an address, complete with its credential. */
export type HttpRequest = {
  readonly kind: "http";
  readonly url: URL;
  readonly method: "POST" | "GET" | "DELETE";
  /** Names and values in turn. */
  readonly headers: string[];
  readonly body: string | null;
};

export type UpstreamClient = {
  /**
   * Sends a request and hands what comes back to `answer`, which may be called before this
   * returns. Never throws.
   */
  readonly send: (request: HttpRequest, answer: AnswerSink) => UpstreamFlow;
  readonly close: () => Promise<void>;
};

/**
 * Connections to upstream servers: a pool an origin, addresses checked when they are resolved and
 * connected to as they were checked, no redirect followed, no proxy of the environment used.
 */
export function createUpstreamClient(options: {
  readonly mode: Mode;
  readonly limits: GateLimits;
}): UpstreamClient {
  const { mode, limits } = options;
  const pools = new Map<string, Pool>();

  function poolFor(url: URL): Pool {
    const known = pools.get(url.origin);
    if (known !== undefined) return known;
    assertUrlAllowed(url.href, mode);
    const pool = new Pool(url.origin, {
      connect: {
        // The connector's type names Node's whole overload set; it calls this one form.
        lookup: guardedLookup(mode) as never,
        timeout: limits.upstreamConnectMs,
        keepAlive: true,
      },
      maxHeaderSize: limits.headerBytes,
      allowH2: false,
    });
    pools.set(url.origin, pool);
    return pool;
  }

  return {
    send(request, answer) {
      const attempt = new Attempt(answer, limits.upstreamIdleMs);
      try {
        poolFor(request.url).dispatch(
          {
            path: request.url.pathname + request.url.search,
            method: request.method,
            headers: request.headers,
            body: request.body,
            headersTimeout: limits.upstreamHeadersMs,
            // The attempt keeps the time itself: only the answer tells whether it may be silent.
            bodyTimeout: 0,
          },
          attempt,
        );
      } catch (fault) {
        attempt.refuse(fault);
      }
      return attempt;
    },
    async close() {
      await Promise.all([...pools.values()].map((pool) => pool.destroy()));
    },
  };
}
