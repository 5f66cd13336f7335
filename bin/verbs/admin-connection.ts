import type { Config, Secrets } from "@/lib/kernel";
import { Misuse } from "./verb";

/** The administrator's connection: `DATABASE_ADMIN_URL`, or the embedded server's superuser. */
export function adminConnection(config: Config, secrets: Secrets): string {
  const given = process.env.DATABASE_ADMIN_URL;
  if (given !== undefined) return given;
  const { database } = secrets;
  if (config.externalDatabaseUrl !== undefined || database?.superuser === undefined) {
    throw new Misuse("Set DATABASE_ADMIN_URL to an administrator's connection.");
  }
  const { user, password } = database.superuser;
  return `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${database.port}/portcullis`;
}
