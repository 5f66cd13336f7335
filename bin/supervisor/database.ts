/*
 * The database the supervisor works on: the embedded one, made and started here, or an external one
 * that DATABASE_URL names.
 */
import type { Config } from "@/lib/kernel";
import { asAdmin, ensureDatabase } from "../database/admin";
import { initialise, isInitialised } from "../database/cluster";
import { clearLeftovers } from "../database/leftover";
import { adminUrl, DATABASE } from "./database-url";
import type { Family } from "./family";
import { databaseFolder } from "./home";
import { requirePorts } from "./ports";
import type { InstallationSecrets } from "./secrets";

/** Makes the embedded cluster if this is the first start, starts it and waits for it. */
export async function raiseEmbedded(
  config: Config,
  secrets: InstallationSecrets,
  family: Family,
  say: (doing: string) => void,
): Promise<string> {
  const dataFolder = databaseFolder(config.home);
  const superuser = secrets.database?.superuser;
  if (!superuser) throw new Error("The secrets file names no superuser of the embedded database.");
  if (!isInitialised(dataFolder)) {
    say("making a new cluster");
    await initialise({ dataFolder, port: config.ports.database, superuser });
  }
  say("starting PostgreSQL");
  await clearLeftovers(dataFolder);
  const { database: port } = config.ports;
  await requirePorts([{ port, what: "embedded database", variable: "PORT_DATABASE" }], "127.0.0.1");
  await family.start("database").ready;
  await ensureDatabase(adminUrl(config, secrets, "postgres"), DATABASE);
  return describeServer(adminUrl(config, secrets));
}

/** Asks an external server whether `npm start` may set it up. */
export async function checkExternal(url: string): Promise<string> {
  const may = await asAdmin(url, async (client) => {
    const { rows } = await client.query<{ super: boolean; name: string }>(
      "select rolsuper as super, rolname as name from pg_roles where rolname = current_user",
    );
    return rows[0];
  });
  if (!may?.super) {
    throw new Error(
      `DATABASE_URL connects as ${may?.name ?? "nobody"}, which may not make roles. npm start migrates, so it ` +
        "needs an administrator's connection; it hands each process the connection of its own role.",
    );
  }
  return describeServer(url);
}

async function describeServer(url: string): Promise<string> {
  const version = await asAdmin(url, async (client) => {
    const { rows } = await client.query<{ version: string }>(
      "select split_part(current_setting('server_version'), ' ', 1) as version",
    );
    return rows[0]?.version;
  });
  return `PostgreSQL ${version}`;
}
