import pg from "pg";
import type { TestDatabase } from "@/lib/db/testing";

/**
 * Runs work as the superuser in one transaction that is rolled back. Roles belong to the cluster
 * that all test files share: what is done to one here, nobody else ever sees.
 */
export async function rolledBack<T>(
  database: TestDatabase,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ connectionString: database.adminUrl });
  await client.connect();
  try {
    await client.query("begin");
    return await work(client);
  } finally {
    await client.query("rollback").finally(() => client.end());
  }
}
