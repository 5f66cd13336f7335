import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type Child, keepRunning } from "./child";

let folder: string;
let child: Child | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "portcullis-child-"));
});
afterEach(async () => {
  await child?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const READY = 'process.on("disconnect", () => process.exit()); process.send({ type: "ready" });';

function run(source: string, notices: string[] = []): Child {
  const script = join(folder, "child.mjs");
  writeFileSync(script, `process.stdout.write(process.pid + "\\n");\n${source}\n`);
  const logFile = join(folder, "child.log");
  child = keepRunning({ name: "child", script, env: process.env, logFile }, (text) => {
    notices.push(text);
  });
  return child;
}

const pids = () => readFileSync(join(folder, "child.log"), "utf8").trim().split("\n").map(Number);

async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; !condition(); tries += 1) {
    if (tries > 200) throw new Error("It did not happen in time.");
    await sleep(25);
  }
}

it("a killed child starts again, and both are said", async () => {
  const notices: string[] = [];
  await run(`${READY} setInterval(() => {}, 1000);`, notices).ready;
  process.kill(pids()[0] ?? 0, "SIGKILL");
  await until(() => notices.includes("child runs again"));
  expect(notices[0]).toBe("child ended with SIGKILL; it starts again in 250 ms");
  expect(new Set(pids()).size).toBe(2);
});

it("a stopped child stays stopped", async () => {
  const one = run(`${READY} setInterval(() => {}, 1000);`);
  await one.ready;
  await one.stop();
  await sleep(400);
  expect(pids()).toHaveLength(1);
});

it("a child that never gets ready fails the start with its last words", async () => {
  await expect(run('console.error("no such key"); process.exit(3);').ready).rejects.toThrow(
    /child does not start[\s\S]*no such key/,
  );
});

it("a child ends when its supervisor does", async () => {
  const parent = join(folder, "parent.mjs");
  const script = join(folder, "child.mjs");
  writeFileSync(script, `${READY} setInterval(() => {}, 1000);`);
  writeFileSync(
    parent,
    `import { spawn } from "node:child_process";
     const child = spawn(process.execPath, [${JSON.stringify(script)}], { stdio: ["ignore", "ignore", "ignore", "ipc"], detached: true });
     child.on("message", () => { process.stdout.write(String(child.pid)); process.kill(process.pid, "SIGKILL"); });`,
  );
  const { spawnSync } = await import("node:child_process");
  const { stdout } = spawnSync(process.execPath, [parent], { encoding: "utf8" });
  const pid = Number(stdout);
  expect(pid).toBeGreaterThan(0);
  await until(() => {
    try {
      process.kill(pid, 0);
      return false;
    } catch {
      return true;
    }
  });
});
