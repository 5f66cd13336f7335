/*
 * One PostgreSQL for a test run: raised in a temporary folder on a free port, migrated once into a
 * template. testDatabase() (lib/db/testing) then gives each test file a copy of its own.
 */
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { RUNTIME_ROLES, TEMPLATE, type TestCluster } from "@/lib/db/testing/cluster";
import { ensureDatabase } from "../database/admin";
import { initialise, type Server, startServer, stopServer } from "../database/cluster";
import { freePort } from "./free-port";

let server: Server | undefined;
let folder: string | undefined;

const password = () => randomBytes(18).toString("base64url");

/** Called by Vitest before the first test that needs a database. */
export async function setup(project: TestProject): Promise<void> {
  folder = mkdtempSync(join(tmpdir(), "portcullis-test-"));
  const cluster: TestCluster = {
    port: await freePort(),
    superuser: { user: "portcullis_superuser", password: password() },
    roles: Object.fromEntries(RUNTIME_ROLES.map((role) => [role, password()])),
    databaseKeys: [{ kid: "test-1", key: randomBytes(32).toString("base64url") }],
  };
  const lines: string[] = [];
  const options = {
    dataFolder: join(folder, "database"),
    port: cluster.port,
    superuser: cluster.superuser,
    // What a test writes need not outlive the machine.
    settings: { fsync: "off", full_page_writes: "off", max_connections: "300" },
  };
  await initialise(options);
  server = startServer(options, (line) => {
    lines.push(line);
  });
  const { process: postgres, ready } = server;
  // A run that is cut off must not leave a server behind.
  process.once("exit", () => postgres.kill("SIGINT"));
  await ready;
  const { user, password: secret } = cluster.superuser;
  const admin = `postgres://${user}:${secret}@127.0.0.1:${cluster.port}`;
  await ensureDatabase(`${admin}/postgres`, TEMPLATE);
  const { migrate } = await import("@/lib/db/migrate");
  await migrate({
    adminUrl: `${admin}/${TEMPLATE}`,
    mode: "evaluation",
    directory: join(import.meta.dirname, "../../prisma/migrations"),
    rolePasswords: cluster.roles,
    keys: cluster.databaseKeys.map(({ kid, key }) => ({ kid, key: Buffer.from(key, "base64url") })),
  });
  project.provide("cluster", cluster);
}

/** Called by Vitest after the last one. */
export async function teardown(): Promise<void> {
  if (server) await stopServer(server.process);
  if (folder) rmSync(folder, { recursive: true, force: true });
}
