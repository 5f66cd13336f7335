import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestDatabase } from "@/lib/db/testing";
import { bundleInto } from "../make/bundle.mjs";
import { freePort } from "./free-port";

const READY_MILLISECONDS = 20_000;

export type GateProcess = { readonly pid: number; readonly port: number };
export type GateProcesses = {
  readonly gates: readonly GateProcess[];
  /** Ends them as their supervisor would. */
  close(): Promise<void>;
};

/** Gates as they run in production: processes of their own, of the real entry, over one database. */
export async function gateProcesses(database: TestDatabase, count: number): Promise<GateProcesses> {
  const root = join(import.meta.dirname, "..", "..");
  const folder = mkdtempSync(join(tmpdir(), "portcullis-gates-"));
  // Below the root, where packages are found.
  const built = join(root, "node_modules", ".cache", `gates-${process.pid}`);
  await bundleInto(root, built, [join(root, "bin", "gate.ts")]);
  const secrets = join(folder, "secrets.json");
  writeFileSync(secrets, JSON.stringify(secretsFor(database)), { mode: 0o600 });
  const children: ChildProcess[] = [];

  async function raise(): Promise<GateProcess> {
    const port = await freePort();
    const child = spawn(process.execPath, [join(built, "gate.js")], {
      cwd: folder,
      stdio: ["ignore", "ignore", "pipe", "ipc"],
      env: {
        PATH: process.env.PATH,
        NODE_ENV: "test",
        PORTCULLIS_MODE: "evaluation",
        PORTCULLIS_HOME: folder,
        PORTCULLIS_SECRETS_FILE: secrets,
        DATABASE_URL: database.urls.portcullis_gate,
        PORT_GATE: String(port),
      },
    });
    children.push(child);
    let said = "";
    child.stderr?.on("data", (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-4_000);
    });
    await new Promise<void>((resolve, reject) => {
      const failed = () => reject(new Error(`a gate did not start: ${said}`));
      setTimeout(failed, READY_MILLISECONDS).unref();
      child.once("exit", failed);
      child.once("message", () => resolve());
    });
    return { pid: child.pid ?? 0, port };
  }

  async function close(): Promise<void> {
    await Promise.all(
      children.map(async (child) => {
        const ended = new Promise((resolve) => child.once("exit", resolve));
        if (child.exitCode === null) {
          child.kill("SIGTERM");
          await ended;
        }
      }),
    );
    rmSync(folder, { recursive: true, force: true });
    rmSync(built, { recursive: true, force: true });
  }

  const gates = await Promise.all(Array.from({ length: count }, raise)).catch(async (error) => {
    await close();
    throw error;
  });
  return { gates, close };
}

function secretsFor(database: TestDatabase): object {
  return {
    version: 1,
    databaseKeys: database.keys.map(({ kid, key }) => ({
      kid,
      key: Buffer.from(key).toString("base64url"),
    })),
    kms: { rootKey: randomBytes(32).toString("base64url"), version: 1 },
    nextAuthSecret: randomBytes(32).toString("base64url"),
    jacksonEncryptionKey: randomBytes(16).toString("hex"),
    jacksonSigning: { privateKey: "", publicKey: "" },
  };
}
