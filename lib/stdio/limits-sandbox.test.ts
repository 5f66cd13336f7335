import { readdirSync, readFileSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { afterEach, describe, expect, it } from "vitest";
import { Secret } from "@/lib/kernel";
import type { ChildEnd, StdioChild } from "./child";
import type { LaunchSpec } from "./launch-spec";
import type { ProcessLimits } from "./limits";
import { createLimitsSandbox } from "./limits-sandbox";
import type { Sandbox } from "./sandbox";

const sandboxes: Sandbox[] = [];
afterEach(async () => {
  await Promise.all(sandboxes.splice(0).map((sandbox) => sandbox.close()));
});

type Run = {
  readonly child: StdioChild;
  readonly lines: string[];
  readonly end: Promise<ChildEnd>;
};
const isRoot = process.getuid?.() === 0;
const linux = process.platform === "linux";

async function run(
  command: string,
  args: readonly string[],
  options: Partial<LaunchSpec> & { limits?: Partial<ProcessLimits> } = {},
): Promise<Run> {
  const sandbox = createLimitsSandbox({ mode: "evaluation" }, options.limits);
  sandboxes.push(sandbox);
  const lines: string[] = [];
  let told: (end: ChildEnd) => void = () => {};
  const end = new Promise<ChildEnd>((resolve) => {
    told = resolve;
  });
  const { env = {}, secrets = {} } = options;
  const spec = { command, args, env, secrets, label: {} };
  const child = await sandbox.launch(spec, {
    line: (line) => lines.push(line.toString()),
    ended: told,
  });
  return { child, lines, end };
}

const node = (code: string, options?: Parameters<typeof run>[2]) =>
  run(process.execPath, ["-e", code], options);
const sh = (code: string, options?: Parameters<typeof run>[2]) =>
  run("/bin/sh", ["-c", code], options);
/** The processes whose environment or command line holds a text. */
function withText(text: string): string[] {
  return readdirSync("/proc").filter((pid) => {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) return false;
    try {
      return readFileSync(`/proc/${pid}/cmdline`, "latin1").includes(text);
    } catch {
      return false;
    }
  });
}
async function until(holds: () => boolean): Promise<void> {
  for (let n = 0; n < 200 && !holds(); n++) await new Promise((wake) => setTimeout(wake, 10));
  expect(holds()).toBe(true);
}

describe("a started program", () => {
  it("has a clean environment, an empty directory of its own, and three pipes", async () => {
    const { lines, end } = await node(
      `const fs = require("fs");
       console.log(JSON.stringify({ env: process.env, cwd: process.cwd(), files: fs.readdirSync("."),
         fds: fs.readdirSync("/proc/self/fd").map((fd) => { try { return fs.readlinkSync("/proc/self/fd/" + fd) } catch { return "" } })
           .filter((to) => /^(\\/(?!dev\\/null|proc)|socket|pipe)/.test(to)) }))`,
      { env: { PLAIN: "p" }, secrets: { KEY: new Secret("k") } },
    );
    await end;
    const seen = JSON.parse(lines[0] ?? "") as Record<string, unknown>;
    const { env, cwd, files } = seen as { env: Record<string, string>; cwd: string; files: [] };
    expect(Object.keys(env).sort()).toEqual(["HOME", "KEY", "LANG", "PATH", "PLAIN"]);
    expect(env).toMatchObject({ PLAIN: "p", KEY: "k", HOME: cwd });
    expect(cwd).toMatch(new RegExp(`^${realpathSync(tmpdir())}/portcullis-stdio-[^/]+/[^/]+$`));
    expect(files).toEqual([]);
    expect((seen.fds as string[]).filter((to) => to.startsWith("/"))).toEqual([]);
  });

  it.runIf(linux)("is held to its limits", async () => {
    const { lines, end } = await sh("cat /proc/self/limits; grep NoNewPrivs /proc/self/status");
    await end;
    const text = lines.join("\n");
    expect(text).toMatch(/Max cpu time +900 +900/);
    expect(text).toMatch(/Max data size +1073741824 +1073741824/);
    expect(text).toMatch(/Max file size +268435456 +268435456/);
    expect(text).toMatch(/Max core file size +0 +0/);
    expect(text).toMatch(/Max open files +1024 +1024/);
    expect(text).toMatch(/NoNewPrivs:\s+1/);
    if (isRoot) expect(text).toMatch(/Max processes +96 +96/);
  });

  it.runIf(linux)("that takes more memory or processor time than it may is ended", async () => {
    const limits = { dataBytes: 200 * 1024 * 1024, cpuSeconds: 1 };
    const greedy = await node("const a = []; for (;;) a.push(Buffer.alloc(20 << 20, 1))", {
      limits,
    });
    const spinning = await sh("while :; do :; done", { limits });
    expect((await greedy.end).code).not.toBe(0);
    expect((await spinning.end).signal).toBe("SIGKILL");
  });

  it.runIf(linux && isRoot)(
    "cannot read what the gate can, nor see another's directory",
    async () => {
      const other = await sh('echo secret > "$HOME/mine"; echo $HOME; read -r line');
      await until(() => other.lines.length === 1);
      const { lines, end } = await sh(
        `id -u; cat /proc/${process.pid}/environ | wc -c; ls ${other.lines[0]} || echo closed; ls $HOME/.. || echo closed; kill -0 ${other.child.pid} || echo apart`,
      );
      await end;
      expect(Number(lines[0])).toBeGreaterThanOrEqual(64_000);
      expect(lines.slice(1)).toEqual(["0", "closed", "closed", "apart"]);
    },
  );

  it.runIf(linux && isRoot)("that forks without end is bounded, and all of it ends", async () => {
    const { child, lines } = await sh(
      "f() { f & f & }; echo $(id -u); (sleep 0.3; f) 2>/dev/null & read -r line",
      { limits: { tasks: 40 } },
    );
    await until(() => lines.length === 1);
    await new Promise((wake) => setTimeout(wake, 600));
    expect(await child.stop("enough")).toBe(true);
    expect(runningAs(Number(lines[0]))).toEqual([]);
  });

  it.runIf(linux)("leaves nothing behind, though what it started has left its group", async () => {
    const mark = `4${Math.floor(Math.random() * 1e8)}`;
    const { end } = await sh(
      `setsid sh -c 'setsid sleep ${mark} & sleep ${mark}' >/dev/null 2>&1 & sleep 0.2; echo done`,
    );
    expect((await end).code).toBe(0);
    expect(withText(mark)).toEqual([]);
  });

  it("is asked to end, and then made to", async () => {
    const limits = { endMs: 100, terminateMs: 200 };
    const polite = await sh("cat; echo bye", { limits });
    const deaf = await node(
      "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log(1)",
      { limits },
    );
    await until(() => deaf.lines.length === 1);
    const began = performance.now();
    await Promise.all([polite.child.stop("over"), deaf.child.stop("over")]);
    expect(await polite.end).toMatchObject({ code: 0, because: "over" });
    expect(await deaf.end).toMatchObject({ signal: "SIGKILL", because: "over" });
    expect(performance.now() - began).toBeLessThan(2_000);
  });

  it("that sends a message without end is ended, and says why", async () => {
    const { end, lines } = await node(
      "const b = Buffer.alloc(1 << 20, 120); const w = () => process.stdout.write(b, w); w()",
      { limits: { messageBytes: 100_000 } },
    );
    expect(await end).toMatchObject({ because: "it sent a message larger than 100000 bytes" });
    expect(lines).toEqual([]);
  });

  it("that floods is read at a rate, and can still be ended", async () => {
    const limits = { outputBytesPerSecond: 256 * 1024, endMs: 50, terminateMs: 50 };
    const { child, lines } = await node(
      "const b = 'x'.repeat(1023) + '\\n'; const w = () => process.stdout.write(b.repeat(64), w); w()",
      { limits },
    );
    await new Promise((wake) => setTimeout(wake, 1_000));
    await child.stop("enough");
    expect(lines.length).toBeGreaterThan(100);
    expect(lines.length).toBeLessThan(1_024);
  });

  it("that reads nothing is given only so much", async () => {
    const { child } = await sh("sleep 10", { limits: { inputBytes: 100_000 } });
    const line = "x".repeat(30_000);
    const taken = Array.from({ length: 20 }, () => child.write(line));
    expect(taken[0]).toBe(true);
    expect(taken.at(-1)).toBe(false);
  });

  it("that cannot be executed says so", async () => {
    const { end } = await run("/bin/sh", ["-c", "exec /nowhere/at/all"]);
    const { code, said } = await end;
    expect(code).not.toBe(0);
    expect(said.join()).toMatch(/not found|No such file/);
  });

  it.each(["PATH", "LD_PRELOAD", "NODE_OPTIONS", "BASH_ENV", "DYLD_INSERT_LIBRARIES"])(
    "is not given %s",
    async (name) => {
      await expect(sh("true", { env: { [name]: "x" } })).rejects.toMatchObject({
        code: "command_refused",
      });
    },
  );
});

describe("a closed sandbox", () => {
  it("leaves no directory, though nothing was ever started", async () => {
    const ours = () => readdirSync(tmpdir()).filter((name) => name.startsWith("portcullis-stdio-"));
    const before = new Set(ours());
    const sandbox = createLimitsSandbox({ mode: "evaluation" });
    await sandbox.notEnforced();
    const [made = ""] = ours().filter((name) => !before.has(name));
    await sandbox.close();
    expect(made).not.toBe("");
    expect(ours()).not.toContain(made);
  });

  it("has ended all it started, keeps no directory, and starts nothing more", async () => {
    const { child, end } = await sh("sleep 1000");
    const sandbox = sandboxes.pop();
    await sandbox?.close();
    expect(await end).toMatchObject({ because: "the gate is stopping" });
    expect(() => process.kill(child.pid, 0)).toThrow();
    const spec = { command: "/bin/true", args: [], env: {}, secrets: {}, label: {} };
    await expect(sandbox?.launch(spec, { line() {}, ended() {} })).rejects.toThrow();
  });
});

function runningAs(uid: number): string[] {
  return readdirSync("/proc").filter((pid) => {
    try {
      const status = readFileSync(`/proc/${pid}/status`, "latin1");
      return new RegExp(`^Uid:\\s+${uid}\\b`, "m").test(status) && !/^State:\s+Z/m.test(status);
    } catch {
      return false;
    }
  });
}
