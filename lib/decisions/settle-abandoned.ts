import { type Database, databaseProblem } from "@/lib/db";
import type { Committer } from "./committer";

/** How long a gate process must have been silent before its open calls are given up. */
const SILENT_FOR = "10 seconds";
const BATCH = 500;

type Row = {
  readonly tenant_id: string;
  readonly decision_id: string;
  readonly request_id: string;
  readonly server_id: string;
  readonly grant_id: string;
  readonly method: string;
};

/**
 * Records `unknown` for calls that were allowed by a process that died before it could say how they
 * ended. They stay charged: nobody can say that they did not run. A call must be found in two passes,
 * so that a database that was away for a while does not make living processes look dead.
 */
export function abandonedCallSweep(db: Database, committer: Committer): () => Promise<number> {
  let seenBefore = new Set<string>();
  return async () => {
    const { rows } = await db.pool
      .query<Row>("select * from portcullis.list_abandoned_calls($1::interval, $2)", [
        SILENT_FOR,
        BATCH,
      ])
      .catch((error: unknown) => {
        throw databaseProblem(error);
      });
    const ripe = rows.filter((row) => seenBefore.has(row.decision_id));
    seenBefore = new Set(rows.map((row) => row.decision_id));
    await Promise.all(
      ripe.map((row) =>
        committer.settle({
          tenantId: row.tenant_id,
          decisionId: row.decision_id,
          serverId: row.server_id,
          grantId: row.grant_id,
          method: row.method,
          outcome: "unknown",
          upstreamStatus: null,
          durationMs: null,
          charge: true,
          requestId: row.request_id,
        }),
      ),
    );
    return ripe.length;
  };
}
