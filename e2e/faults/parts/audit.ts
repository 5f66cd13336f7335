/*
 * Holds what the test remembers against decision log, ledger, quotas and configuration.
 */
import type { Database } from "@/lib/db";
import { CHECKS, MEMORY_TABLES } from "./checks";
import type { Memory } from "./record";

const SHOWN = 5;

/**
 * Every complaint, by kind, with the first few it concerns; none if all holds. `tamper` is done
 * first and undone last: it shows that a complaint would come.
 */
export async function audit(
  pool: Database["pool"],
  tenantId: string,
  memory: Memory,
  tamper: string[] = [],
): Promise<string[]> {
  const client = await pool.connect();
  try {
    await client.query("begin");
    // Foreign keys and triggers do not stop a superuser who means harm.
    await client.query("set local session_replication_role = replica");
    for (const statement of tamper) await client.query(statement);
    const remembered = [
      JSON.stringify(memory.calls),
      JSON.stringify(memory.arrivals),
      JSON.stringify(memory.changes),
      tenantId,
    ];
    for (const [sql, parameter] of MEMORY_TABLES) {
      await client.query(sql, [remembered[parameter - 1]]);
    }
    await client.query("analyze sent, arrived, asked, decided, entry");
    const complaints: string[] = [];
    for (const [complaint, sql] of Object.entries(CHECKS)) {
      const parameters = sql.includes("$1") ? [tenantId] : [];
      const { rows } = await client.query<unknown[]>({
        text: sql,
        values: parameters,
        rowMode: "array",
      });
      const which = rows.slice(0, SHOWN).map(([who]) => String(who));
      if (rows.length > 0) complaints.push(`${complaint} (${rows.length}): ${which.join("; ")}`);
    }
    return complaints;
  } finally {
    await client.query("rollback").catch(() => undefined);
    client.release();
  }
}
