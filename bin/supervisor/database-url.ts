import { type Config, databaseUrl, type Secrets } from "@/lib/kernel";

/** The name of the database in the embedded server. */
export const DATABASE = "portcullis";

/** The connection that migrates: the embedded superuser's, or DATABASE_URL as it was given. */
export function adminUrl(config: Config, secrets: Secrets, database: string = DATABASE): string {
  if (config.externalDatabaseUrl !== undefined) return config.externalDatabaseUrl;
  const superuser = secrets.database?.superuser;
  if (!superuser) throw new Error("The secrets file names no superuser of the embedded database.");
  const { user, password } = superuser;
  return `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${config.ports.database}/${database}`;
}

/** The administrator's connection string with a runtime role's own name and password in it. */
export function roleUrl(
  config: Config,
  secrets: Secrets,
  role: Parameters<typeof databaseUrl>[2],
): string {
  if (config.externalDatabaseUrl === undefined) return databaseUrl(config, secrets, role);
  const url = new URL(config.externalDatabaseUrl);
  url.username = role;
  url.password = encodeURIComponent(secrets.database?.roles[role] ?? "");
  return url.href;
}
