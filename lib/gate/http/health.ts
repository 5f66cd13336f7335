import type { Database } from "@/lib/db";
import type { Committer } from "@/lib/decisions";
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
  async function databaseAnswers(): Promise<boolean> {
    const query = { text: "select 1", query_timeout: DATABASE_MILLISECONDS };
    return await parts.db.pool.query(query).then(
      () => true,
      () => false,
    );
  }

  return {
    async alive(exchange) {
      answer(exchange, 200, { status: "ok" });
    },
    async ready(exchange) {
      const checks = {
        database: await databaseAnswers(),
        ledger: parts.committer.healthy(),
        revocations: parts.watch.fresh(),
        serving: !parts.stopping(),
      };
      const ready = Object.values(checks).every(Boolean);
      answer(exchange, ready ? 200 : 503, { status: ready ? "ready" : "not ready", checks });
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
