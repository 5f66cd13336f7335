/*
 * One embedded PostgreSQL cluster: made once, started as a child of this process. What restarts it
 * after a crash is the supervisor; here is only how it is made, started and how its leftovers are
 * coped with.
 */
import { type ChildProcess, spawn } from "node:child_process";
import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { platform, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { databaseBinaries, databaseUser } from "./binaries";

export type Cluster = {
  dataFolder: string;
  port: number;
  superuser: { user: string; password: string };
  /** Server settings over PostgreSQL's defaults. */
  settings?: Readonly<Record<string, string>>;
};

const READY = "database system is ready to accept connections";

/**
 * How the data folder is named to PostgreSQL. On Linux it is started inside the folder and told to
 * look where it stands: so its user needs no way through the folders above, which stay private.
 */
function folderArgument(dataFolder: string): string {
  return platform() === "linux" ? "/proc/self/cwd" : dataFolder;
}

/** True once `initialise` has finished in this folder. */
export function isInitialised(dataFolder: string): boolean {
  return existsSync(join(dataFolder, "PG_VERSION"));
}

/**
 * Makes the cluster, with scram authentication for every connection. It is made beside its place
 * and moved there last, so that a set-up that was cut off never looks like a whole one.
 */
export async function initialise(cluster: Cluster): Promise<void> {
  const user = databaseUser(cluster.dataFolder);
  const { initdb } = databaseBinaries(user);
  const making = `${cluster.dataFolder}.making`;
  rmSync(making, { recursive: true, force: true });
  mkdirSync(making, { recursive: true, mode: 0o700 });
  // initdb reads the password from a file: one that only its user can read, in a folder of its own.
  const folder = mkdtempSync(join(tmpdir(), "portcullis-initdb-"));
  const passwordFile = join(folder, "password");
  writeFileSync(passwordFile, `${cluster.superuser.password}\n`, { mode: 0o600 });
  if (user.uid !== undefined && user.gid !== undefined) {
    for (const path of [making, folder, passwordFile]) chownSync(path, user.uid, user.gid);
  }
  try {
    await run(initdb, making, user, [
      `--pgdata=${folderArgument(making)}`,
      "--auth=scram-sha-256",
      `--username=${cluster.superuser.user}`,
      `--pwfile=${passwordFile}`,
      "--encoding=UTF8",
      "--locale=C",
    ]);
    renameSync(making, cluster.dataFolder);
  } finally {
    // One that was cut off may still be writing into it; what went wrong is told, not that.
    const away = { recursive: true, force: true, maxRetries: 5 };
    rmSync(folder, away);
    rmSync(making, away);
  }
}

function run(program: string, cwd: string, user: object, args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...user, cwd, stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    child.stderr.on("data", (chunk: Buffer) => {
      said += chunk.toString("utf8");
    });
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${program} ended with ${code}: ${said.trim()}`));
    });
  });
}

/** A running server: `ready` resolves when it accepts connections, or rejects with its last words. */
export type Server = { process: ChildProcess; ready: Promise<void> };

/** Spawns the server on the loopback address. `onLine` gets each line of its log. */
export function startServer(cluster: Cluster, onLine: (line: string) => void): Server {
  const user = databaseUser(cluster.dataFolder);
  const { postgres } = databaseBinaries(user);
  const settings = {
    listen_addresses: "127.0.0.1",
    // No socket file: nothing to clean up, and one way in.
    unix_socket_directories: "",
    ...cluster.settings,
  };
  const child = spawn(
    postgres,
    [
      ...["-D", folderArgument(cluster.dataFolder), "-p", String(cluster.port)],
      ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
    ],
    // Detached: a signal from the terminal goes to the supervisor, which stops the rest in order.
    { ...user, cwd: cluster.dataFolder, stdio: ["ignore", "ignore", "pipe"], detached: true },
  );
  const ready = new Promise<void>((resolve, reject) => {
    const last: string[] = [];
    createInterface({ input: child.stderr }).on("line", (line) => {
      onLine(line);
      last.push(line);
      if (last.length > 5) last.shift();
      if (line.includes(READY)) resolve();
    });
    child.once("error", reject);
    child.once("close", (code, signal) => {
      reject(new Error(`PostgreSQL ended with ${signal ?? code}. ${last.join(" ")}`));
    });
  });
  return { process: child, ready };
}

/** Stops a server as fast as keeps its data whole: sessions are cut, a checkpoint is written. */
export function stopServer(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.kill("SIGINT");
  });
}
