import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, statSync } from "node:fs";
import type { SetupMessage } from "../setup";

type OneShot = { script: string; step: string; env: NodeJS.ProcessEnv; logFile: string };

const LAST_LINES = 15;

/**
 * Runs one step of the set-up in a process of its own and gives back what it did. Where it fails,
 * the error ends with its last words.
 */
export function runOnce(
  { script, step, env, logFile }: OneShot,
  say: (doing: string) => void,
): Promise<string> {
  const log = openSync(logFile, "a", 0o600);
  const begin = statSync(logFile).size;
  const child = spawn(process.execPath, ["--enable-source-maps", script, step], {
    env,
    stdio: ["ignore", log, log, "ipc"],
  });
  closeSync(log);
  return new Promise((resolve, reject) => {
    let result: string | undefined;
    child.on("message", (message: SetupMessage) => {
      if (message.type === "doing") say(message.detail);
      else result = message.detail;
    });
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      if (code === 0 && result !== undefined) return resolve(result);
      const said = readFileSync(logFile).subarray(begin).toString("utf8").trim();
      const tail = said.split("\n").slice(-LAST_LINES).join("\n");
      reject(new Error(`The step "${step}" ended with ${signal ?? code}.\n\n${tail}`));
    });
  });
}
