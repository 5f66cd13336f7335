import type { Database } from "@/lib/db";
import { databaseProblem } from "@/lib/db";
import { log, newId } from "@/lib/kernel";

const HEARTBEAT_MILLISECONDS = 1_000;

/**
 * Registers a gate process and keeps saying that it lives. A call left open by a process that no
 * longer says so is settled as unknown.
 */
export async function registerInstance(
  db: Database,
): Promise<{ readonly id: string; close(): Promise<void> }> {
  const id = newId();
  const beat = () =>
    db.pool.query(
      "insert into portcullis.gate_instances (id) values ($1) on conflict (id) do update set seen_at = now()",
      [id],
    );
  try {
    await beat();
  } catch (error) {
    throw databaseProblem(error);
  }
  const timer = setInterval(() => {
    beat().catch((error: unknown) => log.warn("the gate could not say that it lives", { error }));
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
