import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "./free-port";
import { findPgBouncer } from "./pgbouncer.mjs";

export type Pooler = {
  /** The same connection string, through the pooler. */
  readonly through: (url: string) => string;
  readonly close: () => Promise<void>;
};

const START_MS = 5_000;

/** A PgBouncer in transaction mode in front of a server, with `connections` to it for everybody. */
export async function raisePooler(urls: readonly string[], connections: number): Promise<Pooler> {
  const binary = findPgBouncer();
  const [first] = urls.map((url) => new URL(url));
  if (binary === undefined || first === undefined) throw new Error("There is no PgBouncer.");
  const folder = mkdtempSync(join(tmpdir(), "portcullis-pooler-"));
  chmodSync(folder, 0o755);
  const port = await freePort();
  const users = urls.map((url) => {
    const { username, password } = new URL(url);
    return `"${username}" "${decodeURIComponent(password)}"`;
  });
  writeFileSync(join(folder, "users.txt"), `${users.join("\n")}\n`);
  writeFileSync(
    join(folder, "pooler.ini"),
    [
      "[databases]",
      `* = host=${first.hostname} port=${first.port}`,
      "[pgbouncer]",
      "listen_addr = 127.0.0.1",
      `listen_port = ${port}`,
      "unix_socket_dir =",
      "auth_type = scram-sha-256",
      `auth_file = ${join(folder, "users.txt")}`,
      "pool_mode = transaction",
      `default_pool_size = ${connections}`,
      "max_client_conn = 200",
      "ignore_startup_parameters = extra_float_digits",
      "",
    ].join("\n"),
  );
  // It refuses to run as root.
  const user = process.getuid?.() === 0 ? ["-u", "nobody"] : [];
  const child = spawn(binary, ["-q", ...user, join(folder, "pooler.ini")], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    said += chunk;
  });
  const kill = () => void child.kill("SIGKILL");
  process.once("exit", kill);
  await answering(port, child, () => said);
  return {
    through: (url) => Object.assign(new URL(url), { port: String(port) }).href,
    async close() {
      process.off("exit", kill);
      const gone = new Promise((resolve) => child.once("exit", resolve));
      if (child.exitCode === null && child.kill("SIGKILL")) await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function answering(port: number, child: ChildProcess, said: () => string): Promise<void> {
  for (const end = Date.now() + START_MS; Date.now() < end; await sleep(50)) {
    if (child.exitCode !== null) break;
    const socket = connect(port, "127.0.0.1");
    const reached = await new Promise<boolean>((resolve) => {
      socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    });
    socket.destroy();
    if (reached) return;
  }
  child.kill("SIGKILL");
  throw new Error(`PgBouncer did not start: ${said()}`);
}
