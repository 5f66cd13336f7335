import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "..", "..");
const PROGRAM = `
import { createLimitsSandbox } from "@/lib/stdio";
const sandbox = createLimitsSandbox({ mode: "evaluation" }, JSON.parse(process.argv[3] ?? "{}"));
const spec = { command: "/bin/sh", args: ["-c", process.argv[2]], env: {}, secrets: {}, label: {} };
await sandbox.launch(spec, { line: (line) => console.log(String(line)), ended: () => {} });
setInterval(() => {}, 1000);
`;

let directory: string;
let program: string;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "orphans-"));
  program = join(directory, "program.mjs");
  await build({
    stdin: { contents: PROGRAM, resolveDir: ROOT, loader: "ts" },
    alias: { "@": ROOT },
    bundle: true,
    platform: "node",
    format: "esm",
    outfile: program,
    banner: { js: 'import{createRequire}from"node:module";const require=createRequire("/");' },
  });
});
afterAll(() => rmSync(directory, { recursive: true }));

/** Starts a process that starts a program; gives it and the directory the program has. */
async function start(code: string): Promise<{ gate: ChildProcess; home: string; mark: string }> {
  const mark = `5${Math.floor(Math.random() * 1e8)}`;
  const gate = spawn(process.execPath, [program, code.replaceAll("MARK", mark)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const home = await new Promise<string>((resolve) => {
    gate.stdout?.once("data", (data: Buffer) => resolve(data.toString().trim()));
  });
  return { gate, home, mark };
}

function running(mark: string): string[] {
  return readdirSync("/proc").filter((pid) => {
    try {
      const line = readFileSync(`/proc/${pid}/cmdline`, "latin1");
      return line.startsWith("sleep") && line.includes(mark);
    } catch {
      return false;
    }
  });
}

async function until(holds: () => boolean): Promise<void> {
  for (let n = 0; n < 300 && !holds(); n++) await new Promise((wake) => setTimeout(wake, 10));
  expect(holds()).toBe(true);
}

describe.runIf(process.platform === "linux")("a gate that is killed with SIGKILL", () => {
  it.each([
    ["a program that would go on", "echo $HOME; sleep MARK"],
    ["what the program started", "sleep MARK & sleep MARK & echo $HOME; wait"],
    [
      "what has left the program's group",
      "setsid sh -c 'setsid sleep MARK & sleep MARK' & sleep 0.2; echo $HOME; wait",
    ],
    ["what the program left behind", "(setsid sleep MARK &) ; echo $HOME; exec sleep MARK"],
  ])("leaves nothing of %s, and no directory", async (_what, code) => {
    const { gate, home, mark } = await start(code);
    await until(() => running(mark).length > 0);
    gate.kill("SIGKILL");
    await until(() => running(mark).length === 0 && !existsSync(join(home, "..")));
  });

  it("leaves nothing though its watchdog was killed before it", async () => {
    const { gate, home, mark } = await start("sleep MARK & echo $HOME; wait");
    const watchdogs = () =>
      readdirSync("/proc").filter((pid) => {
        try {
          return readFileSync(`/proc/${pid}/cmdline`, "latin1").includes(
            `portcullis-stdio\0${join(home, "..")}\0`,
          );
        } catch {
          return false;
        }
      });
    const [first] = watchdogs();
    process.kill(Number(first), "SIGKILL");
    await until(() => watchdogs().some((pid) => pid !== first));
    await new Promise((wake) => setTimeout(wake, 100));
    gate.kill("SIGKILL");
    await until(() => running(mark).length === 0 && !existsSync(home));
  });
});
