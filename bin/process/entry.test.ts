import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { transform } from "esbuild";
import { afterAll, beforeAll, expect, it } from "vitest";

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "portcullis-entry-"));
  const source = readFileSync(join(import.meta.dirname, "entry.ts"), "utf8");
  writeFileSync(join(folder, "entry.mjs"), (await transform(source, { loader: "ts" })).code);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs an entry that never ends by itself. `before` stands for the time its libraries take to load. */
function run(before: string): ChildProcess {
  const script = join(folder, "process.mjs");
  writeFileSync(
    script,
    `${before}
    const { runEntry } = await import("./entry.mjs");
    runEntry("test", async () => {
      const timer = setInterval(() => {}, 1000);
      return () => clearInterval(timer);
    });`,
  );
  return spawn(process.execPath, [script], { stdio: ["ignore", "ignore", "ignore", "ipc"] });
}

it("ends with its supervisor", async () => {
  const child = run("");
  const [message] = await once(child, "message");
  expect(message).toEqual({ type: "ready" });
  child.disconnect();
  expect(await once(child, "exit")).toEqual([0, null]);
});

it("ends too if its supervisor ended while it was still loading", async () => {
  const child = run("await new Promise((wake) => setTimeout(wake, 300));");
  child.disconnect();
  expect(await once(child, "exit")).toEqual([0, null]);
});
