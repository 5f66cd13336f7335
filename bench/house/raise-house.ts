import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Database, migrate, openDatabase } from "@/lib/db";
import { type Config, databaseUrl, loadConfig, loadSecrets, type Secrets } from "@/lib/kernel";
import { ensureDatabase } from "../../bin/database/admin";
import { initialise, startServer, stopServer } from "../../bin/database/cluster";
import { installationRoot } from "../../bin/make/root";
import { adminUrl, DATABASE } from "../../bin/supervisor/database-url";
import { databaseFolder, EMBEDDED_SETTINGS, logFile, openHome } from "../../bin/supervisor/home";
import { openSecrets } from "../../bin/supervisor/secrets";
import { freePort } from "../../bin/testing/free-port";
import { FACTS_VARIABLE, type HouseFacts, type TenantFacts } from "../process/house-facts";
import { type Environment, type Spawned, type SpawnOptions, spawnProcess } from "../process/spawn";

type Role = Parameters<typeof databaseUrl>[2];

/** A whole installation of its own in a folder of its own, as `npm start` would raise it. */
export type House = {
  readonly folder: string;
  readonly config: Config;
  readonly secrets: Secrets;
  readonly adminUrl: string;
  /** The postmaster; everything the database does is below it. */
  readonly databasePid: number;
  /** The console's way to the database, for arranging. */
  readonly web: Database;
  open(role: Role): Database;
  /** Starts a process of the bench or the product; it is stopped with the house, if not before. */
  start(options: Omit<SpawnOptions, "logFile">): Promise<Spawned>;
  /** Starts the product's own gate from its bundle. */
  startGate(flags?: readonly string[]): Promise<Spawned>;
  /** Starts one of `drivers/` or `contenders/`. */
  startDriver(
    name: string,
    options?: { args?: string[]; role?: Role; tenant?: TenantFacts; env?: Environment },
  ): Promise<Spawned>;
  fall(): Promise<void>;
};

/** The bundle of one of the bench's processes. */
export function benchScript(name: string): string {
  return join(installationRoot(), ".build", "bench", `${name}.js`);
}

/**
 * Raises the database, migrated and synced to disk, and nothing else yet. The bench's own processes are
 * started with `driverFlags`, which Node takes.
 */
export async function raiseHouse(driverFlags: readonly string[] = []): Promise<House> {
  const folder = mkdtempSync(join(tmpdir(), "portcullis-bench-"));
  openHome(folder);
  const [database, gate] = [await freePort(), await freePort()];
  const environment = {
    PORTCULLIS_HOME: folder,
    PORTCULLIS_MODE: "evaluation",
    PORT_DATABASE: String(database),
    PORT_GATE: String(gate),
  };
  const config = loadConfig({ ...environment, NODE_ENV: "production" });
  const superuser = openSecrets(folder, database).database?.superuser;
  if (superuser === undefined) throw new Error("The bench's secrets name no superuser.");
  const secrets = loadSecrets(config);
  const cluster = {
    dataFolder: databaseFolder(folder),
    port: database,
    superuser,
    settings: EMBEDDED_SETTINGS,
  };
  await initialise(cluster);
  const server = startServer(cluster, () => {});
  process.once("exit", () => server.process.kill("SIGINT"));
  await server.ready;
  await ensureDatabase(adminUrl(config, secrets, "postgres"), DATABASE);
  const admin = adminUrl(config, secrets);
  const keys = secrets.databaseKeys.map(({ kid, key }) => ({
    kid,
    key: Buffer.from(key, "base64url"),
  }));
  await migrate({
    adminUrl: admin,
    mode: config.mode,
    directory: join(installationRoot(), "prisma", "migrations"),
    rolePasswords: secrets.database?.roles ?? {},
    keys,
  });

  const running: Spawned[] = [];
  const opened: Database[] = [];
  const open = (role: Role): Database => {
    const url = databaseUrl(config, secrets, role);
    const one = openDatabase({ url, keys, applicationName: "portcullis-bench" });
    opened.push(one);
    return one;
  };
  const start = async (options: Omit<SpawnOptions, "logFile">): Promise<Spawned> => {
    const spawned = await spawnProcess({ ...options, logFile: logFile(folder, options.name) });
    running.push(spawned);
    return spawned;
  };
  return {
    folder,
    config,
    secrets,
    adminUrl: admin,
    databasePid: server.process.pid ?? 0,
    web: open("portcullis_web"),
    open,
    start,
    startGate: (flags = []) =>
      start({
        name: "gate",
        command: [process.execPath, ...flags, join(installationRoot(), ".build", "gate.js")],
        env: environment,
      }),
    startDriver(name, { args = [], role = "portcullis_gate", tenant, env = {} } = {}) {
      const facts: Partial<HouseFacts> = {
        url: databaseUrl(config, secrets, role),
        adminUrl: admin,
        keys: secrets.databaseKeys,
        folder,
        tenant,
      };
      return start({
        name: [name, ...args].join("-"),
        command: [process.execPath, ...driverFlags, benchScript(name), ...args],
        env: { [FACTS_VARIABLE]: JSON.stringify(facts), ...env },
      });
    },
    async fall() {
      for (const spawned of running.reverse()) await spawned.stop();
      await Promise.all(opened.map((one) => one.close()));
      await stopServer(server.process);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
