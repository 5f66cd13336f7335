import pg from "pg";

/** Runs `work` over one administrator's connection and closes it. */
export async function asAdmin<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: url,
    application_name: "portcullis-admin",
    connectionTimeoutMillis: 5_000,
  });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Makes a database where it is missing; true if it was made. The URL names another database. */
export async function ensureDatabase(url: string, name: string): Promise<boolean> {
  return asAdmin(url, async (client) => {
    const found = await client.query("select from pg_database where datname = $1", [name]);
    if (found.rowCount === 1) return false;
    await client.query(`create database ${client.escapeIdentifier(name)}`);
    return true;
  });
}
