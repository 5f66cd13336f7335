/*
 * A whole house for tests: the real supervisor in a temporary home on free ports, from the bundles
 * and the console's build as they are.
 */
import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { House } from "./house";

const READY_MS = 120_000;
const root = join(import.meta.dirname, "../..");

/** Where a house is to stand: its home and its ports. */
export type Place = Omit<House, "pid">;

/** Takes free ports all at once, so that no two are the same. */
async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<ReturnType<typeof createServer>>((resolve, reject) => {
          const server = createServer();
          server.once("error", reject);
          server.listen(0, "127.0.0.1", () => resolve(server));
        }),
    ),
  );
  const ports = servers.map((server) => {
    const address = server.address();
    if (!address || typeof address === "string") throw new Error("No free port.");
    return address.port;
  });
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** Finds a place for a house: an empty home and six free ports. */
export async function findPlace(): Promise<Place> {
  const home = mkdtempSync(join(tmpdir(), "portcullis-e2e-"));
  const [console_, gate, idp, upstream, database, nameServer] = await freePorts(6);
  const env = {
    PORTCULLIS_HOME: home,
    PORT_CONSOLE: String(console_),
    PORT_GATE: String(gate),
    PORT_IDP: String(idp),
    PORT_UPSTREAM: String(upstream),
    PORT_DATABASE: String(database),
    // Nobody answers there until a spec does.
    PORTCULLIS_DNS_SERVERS: `127.0.0.1:${nameServer}`,
  };
  return { home, root, env };
}

/** Starts the supervisor there; `ready` resolves when it says that the house is. */
export function stand({ env }: Place): { pid: number; ready: Promise<void> } {
  const child = spawn(process.execPath, [join(root, ".build/supervisor.js")], {
    cwd: root,
    env: { ...process.env, ...env, DATABASE_URL: undefined, PORTCULLIS_MODE: undefined },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let said = "";
  const ready = new Promise<void>((resolve, reject) => {
    const late = setTimeout(() => {
      child.kill("SIGTERM");
      reject(new Error(`The house was not ready in time.\n${said}`));
    }, READY_MS);
    const hear = (chunk: Buffer) => {
      said += chunk.toString("utf8");
      if (!/\bis ready\b/.test(said)) return;
      clearTimeout(late);
      child.stdout.destroy();
      child.stderr.destroy();
      child.unref();
      resolve();
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.once("exit", (code, signal) => {
      clearTimeout(late);
      reject(new Error(`The house ended with ${signal ?? code}.\n${said}`));
    });
  });
  // Whoever waits gets the rejection; a house that is felled on purpose has nobody waiting.
  ready.catch(() => undefined);
  return { pid: child.pid ?? 0, ready };
}
