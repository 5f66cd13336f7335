import { type Database, openDatabase } from "@/lib/db";
import { type Config, databaseUrl, loadConfig, loadSecrets } from "@/lib/kernel";

type Role = Parameters<typeof databaseUrl>[2];

/** Opens the installation's database as one runtime role, for the length of `work`. */
export async function withRole<T>(
  role: Role,
  work: (db: Database, config: Config) => Promise<T>,
): Promise<T> {
  const config = loadConfig();
  const secrets = loadSecrets(config);
  const db = openDatabase({
    url: databaseUrl(config, secrets, role),
    keys: secrets.databaseKeys.map(({ kid, key }) => ({ kid, key: Buffer.from(key, "base64url") })),
    applicationName: "portcullis-cli",
    prepare: !config.transactionPooler,
    connections: 2,
  });
  try {
    return await work(db, config);
  } finally {
    await db.close();
  }
}
