/*
 * The folder that holds one installation's state: secrets, database, logs.
 */
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Settings of the embedded server over PostgreSQL's defaults: room for every process's pool. */
export const EMBEDDED_SETTINGS = { max_connections: "200", log_checkpoints: "off" } as const;

export const databaseFolder = (home: string) => join(home, "database");
export const logFile = (home: string, name: string) => join(home, "logs", `${name}.log`);
export const evaluationFile = (home: string) => join(home, "evaluation.json");

/** Makes the folder if it is missing, and closes it to every other user. */
export function openHome(home: string): void {
  mkdirSync(join(home, "logs"), { recursive: true, mode: 0o700 });
  chmodSync(home, 0o700);
}

/** Reads a JSON file, or null where it does not exist. */
export function readJson<T>(path: string): T | null {
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as T) : null;
}

/** Writes a file that only its owner may read, whole or not at all. */
export function writePrivateJson(path: string, value: unknown): void {
  const partial = `${path}.partial`;
  writeFileSync(partial, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  chmodSync(partial, 0o600);
  renameSync(partial, path);
}
