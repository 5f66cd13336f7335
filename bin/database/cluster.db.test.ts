import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { freePort } from "../testing/free-port";
import { asAdmin, ensureDatabase } from "./admin";
import { type Cluster, initialise, isInitialised, startServer, stopServer } from "./cluster";
import { clearLeftovers } from "./leftover";

let folder: string;
let cluster: Cluster;
let url: string;

beforeAll(async () => {
  // 0700 and owned by whoever runs the tests: the server's user has no way through it.
  folder = mkdtempSync(join(tmpdir(), "portcullis-cluster-"));
  const port = await freePort();
  cluster = {
    dataFolder: join(folder, "database"),
    port,
    superuser: { user: "boss", password: "a password: with / signs" },
    settings: { fsync: "off" },
  };
  url = `postgres://boss:${encodeURIComponent(cluster.superuser.password)}@127.0.0.1:${port}`;
  await initialise(cluster);
});
afterAll(async () => {
  await clearLeftovers(cluster.dataFolder);
  rmSync(folder, { recursive: true, force: true });
});

const lockFile = () => join(cluster.dataFolder, "postmaster.pid");

it("a cluster below a private folder starts, serves and stops", async () => {
  expect(isInitialised(cluster.dataFolder)).toBe(true);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  const server = startServer(cluster, () => undefined);
  await server.ready;
  expect(await ensureDatabase(`${url}/postgres`, "shelf")).toBe(true);
  expect(await ensureDatabase(`${url}/postgres`, "shelf")).toBe(false);
  await stopServer(server.process);
  expect(server.process.exitCode).toBe(0);
});

it("a password that is wrong is refused on the loopback address too", async () => {
  const server = startServer(cluster, () => undefined);
  await server.ready;
  const wrong = `postgres://boss:guess@127.0.0.1:${cluster.port}/postgres`;
  await expect(asAdmin(wrong, async () => undefined)).rejects.toThrow(/password/);
  await stopServer(server.process);
});

it("a server whose supervisor was killed is stopped before a new one starts", async () => {
  const orphan = startServer(cluster, () => undefined);
  await orphan.ready;
  expect(await clearLeftovers(cluster.dataFolder)).toContain(String(orphan.process.pid));
  const next = startServer(cluster, () => undefined);
  await next.ready;
  await stopServer(next.process);
});

it("a killed server leaves nothing that keeps the next one from starting", async () => {
  const first = startServer(cluster, () => undefined);
  await first.ready;
  first.process.kill("SIGKILL");
  await first.ready;
  await new Promise((resolve) => first.process.once("exit", resolve));
  expect(await clearLeftovers(cluster.dataFolder)).toBeNull();
  const next = startServer(cluster, () => undefined);
  await next.ready;
  await stopServer(next.process);
});

it("a lock file that names another program's process is cleared", async () => {
  writeFileSync(lockFile(), `${process.pid}\n/somewhere\n0\n`);
  expect(await clearLeftovers(cluster.dataFolder)).toMatch(/another program/);
  expect(() => readFileSync(lockFile())).toThrow();
});
