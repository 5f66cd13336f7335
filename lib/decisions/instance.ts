import type { Database } from "@/lib/db";
import { databaseProblem } from "@/lib/db";
import { log, newId } from "@/lib/kernel";

const HEARTBEAT_MILLISECONDS = 1_000;
const BEAT_DEADLINE_MILLISECONDS = 2_000;

/**
 * Registers a gate process and keeps saying that it lives. A call left open by a process that no
 * longer says so is settled as unknown.
 */
export async function registerInstance(
  db: Database,
): Promise<{ readonly id: string; close(): Promise<void> }> {
  const id = newId();
  const beat = () => {
    const query = {
      text: "insert into portcullis.gate_instances (id) values ($1) on conflict (id) do update set seen_at = now()",
      values: [id],
      query_timeout: BEAT_DEADLINE_MILLISECONDS,
    };
    return db.pool.query(query);
  };
  try {
    await beat();
  } catch (error) {
    throw databaseProblem(error);
  }
  // One at a time: where the database does not answer, they must not take every connection.
  let beating = false;
  const timer = setInterval(() => {
    if (beating) return;
    beating = true;
    beat()
      .catch((error: unknown) => log.warn("the gate could not say that it lives", { error }))
      .finally(() => {
        beating = false;
      });
  }, HEARTBEAT_MILLISECONDS);
  return {
    id,
    close: async () => {
      clearInterval(timer);
      await db.pool
        .query("delete from portcullis.gate_instances where id = $1", [id])
        .catch(() => {});
    },
  };
}
