import type { Database } from "@/lib/db";
import type { Committer } from "@/lib/decisions";
import { readiness } from "@/lib/telemetry";
import type { Exchange } from "../exchange";

/** The two answers an orchestrator asks for. */
export type Health = {
  /** Whether the process runs. */
  alive(exchange: Exchange): Promise<void>;
  /** Whether it can let a call through: database, ledger and the news of revocations. */
  ready(exchange: Exchange): Promise<void>;
};

const DATABASE_MILLISECONDS = 1_000;

/** Asks each part that a call depends on; one that is down makes the gate not ready. */
export function createHealth(parts: {
  readonly db: Pick<Database, "pool">;
  readonly committer: Pick<Committer, "healthy">;
  readonly watch: { fresh(): boolean };
  readonly stopping: () => boolean;
}): Health {
  const ping = { text: "select 1", query_timeout: DATABASE_MILLISECONDS };
  const dependencies = {
    database: { ask: () => parts.db.pool.query(ping) },
    ledger: { ask: () => parts.committer.healthy() },
    revocations: { ask: () => parts.watch.fresh() },
    serving: { ask: () => !parts.stopping() },
  };
  return {
    async alive(exchange) {
      answer(exchange, 200, { status: "ok" });
    },
    async ready(exchange) {
      const { ready, status, checks } = await readiness(dependencies);
      answer(exchange, ready ? 200 : 503, { status, checks });
    },
  };
}

function answer(exchange: Exchange, status: 200 | 503, body: object): void {
  const text = JSON.stringify(body);
  exchange.response.writeHead(status, {
    "x-request-id": exchange.requestId,
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
    "cache-control": "no-store",
    ...(status === 503 ? { "retry-after": "1" } : {}),
  });
  exchange.response.end(text);
}
