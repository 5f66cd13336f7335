import type { Config } from "@/lib/kernel";
import { DATABASE_FLOORS } from "./allow-list";
import { checkCatalogue } from "./check-catalogue";
import type { Database } from "./open";

const MAJOR = 18;

export type DatabaseVersion = {
  readonly number: number;
  readonly text: string;
  readonly belowFloor: boolean;
};

/** The server's version, and whether it lacks a security fix that production insists on. */
export async function databaseVersion(
  pool: Pick<Database["pool"], "query">,
): Promise<DatabaseVersion> {
  const { rows } = await pool.query<{ number: string; text: string }>(
    "select current_setting('server_version_num') as number, current_setting('server_version') as text",
  );
  const number = Number(rows[0]?.number);
  const floor = DATABASE_FLOORS[Math.floor(number / 10_000)];
  return {
    number,
    text: rows[0]?.text ?? "unknown",
    belowFloor: floor === undefined || number < floor,
  };
}

/**
 * Whether this process may run on this database. Throws with the reason if the database was made for
 * another mode, is of another major release, is below the security floor in production, or if its
 * catalogue breaks a promise of isolation.
 */
export async function checkBoot(db: Database, config: Config): Promise<void> {
  const { rows } = await db.pool.query<{ mode: string }>(
    "select mode from portcullis.installation",
  );
  if (rows[0]?.mode !== config.mode) {
    throw new Error(
      `This database was made for ${rows[0]?.mode ?? "no"} mode, and this process runs in ${config.mode} mode`,
    );
  }
  const version = await databaseVersion(db.pool);
  if (Math.floor(version.number / 10_000) !== MAJOR) {
    throw new Error(`PostgreSQL ${MAJOR} is needed; this server is ${version.text}`);
  }
  if (config.mode === "production" && version.belowFloor && !config.allowOldDatabase) {
    throw new Error(
      `PostgreSQL ${version.text} lacks a fix for rows hidden by policies being readable; use 18.7 or newer, or set PORTCULLIS_ALLOW_OLD_DATABASE=yes`,
    );
  }
  const faults = await checkCatalogue(db.pool);
  if (faults.length > 0) {
    const list = faults.map((fault) => `  ${fault.object}: ${fault.detail}`).join("\n");
    throw new Error(`The database does not keep tenants apart as it must; not starting:\n${list}`);
  }
}
