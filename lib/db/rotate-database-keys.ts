import pg from "pg";
import type { DatabaseKey } from "@/lib/crypto";
import { installDatabaseKeys } from "./migrate";

/**
 * Makes a new token key known to the database and lets every other verify for `overlapSeconds` more.
 * Returns when that ends. Both in one transaction, over an administrator's connection.
 */
export async function rotateDatabaseKeys(
  adminUrl: string,
  next: DatabaseKey,
  overlapSeconds: number,
): Promise<Date> {
  const client = new pg.Client({ connectionString: adminUrl, application_name: "portcullis-keys" });
  await client.connect();
  try {
    await client.query("begin");
    await installDatabaseKeys(client, [next]);
    await client.query(
      `update portcullis.database_keys set not_after = least(not_after, now() + make_interval(secs => $2)) where kid <> $1`,
      [next.kid, overlapSeconds],
    );
    const { rows } = await client.query<{ end: Date }>(
      "select now() + make_interval(secs => $1) as end",
      [overlapSeconds],
    );
    await client.query("commit");
    return rows[0]?.end ?? new Date();
  } finally {
    await client.end();
  }
}
