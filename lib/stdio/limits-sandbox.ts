import { spawn } from "node:child_process";
import { chmod, chown, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Config, log, newId, Problem } from "@/lib/kernel";
import { type ChildListener, StdioChild } from "./child";
import { programEnvironment } from "./environment";
import type { LaunchSpec } from "./launch-spec";
import { PROCESS_LIMITS, type ProcessLimits } from "./limits";
import { findMeans } from "./means";
import { permitCommand, type StdioSettings } from "./permit-command";
import { SharedBudget } from "./read-budget";
import { Said } from "./said";
import type { Sandbox } from "./sandbox";
import { type UserLease, Users } from "./users";
import { Watchdog } from "./watchdog";
import { type Means, notEnforcedWith, wrapCommand } from "./wrap-command";

const NO_USERS: Config["stdio"]["users"] = { first: 64_000, last: 64_511 };

type Ground = { readonly means: Means; readonly directory: string; readonly watchdog: Watchdog };

/**
 * Starts programs under the limits of the operating system: resource limits, a user and process group
 * of their own, no privileges to gain, a clean environment, an empty directory of their own, and
 * nothing open but the three pipes. Nothing is made on the machine before the first start.
 */
export function createLimitsSandbox(
  settings: StdioSettings,
  limits: Partial<ProcessLimits> = {},
): Sandbox {
  const held: ProcessLimits = { ...PROCESS_LIMITS, ...limits };
  const range = settings.stdio?.users ?? NO_USERS;
  const users = new Users(range);
  const shared = new SharedBudget(held.allOutputBytesPerSecond);
  const running = new Set<StdioChild>();
  let ground: Promise<Ground> | null = null;
  let closed = false;

  function prepare(): Promise<Ground> {
    ground ??= prepareGround(range.last).catch((error: unknown) => {
      ground = null;
      throw error;
    });
    return ground;
  }

  async function start(
    spec: LaunchSpec,
    command: string,
    { means, directory, watchdog }: Ground,
    lease: UserLease | null,
    listener: ChildListener,
  ): Promise<StdioChild> {
    const uid = lease?.uid ?? null;
    const home = join(directory, newId());
    const env = programEnvironment(spec, home);
    await mkdir(home, { mode: 0o700 });
    if (uid !== null) await chown(home, uid, uid);
    const [file, ...args] = wrapCommand(command, spec.args, { ...means, uid }, held);
    watchdog.start();
    const process = spawn(file, args, {
      cwd: home,
      env,
      detached: true,
      stdio: ["pipe", "pipe", "pipe"],
    });
    const { pid } = process;
    if (pid === undefined) {
      process.once("error", () => {});
      throw notStarted();
    }
    const watched = { pid, uid };
    watchdog.add(watched);
    const tree = { pid, uid, setpriv: means.setpriv, home };
    const said = new Said(spec.secrets, spec.label);
    const child = new StdioChild({ process, tree, limits: held, said, listener, shared });
    running.add(child);
    void child.gone.then(async (nothingLeft) => {
      running.delete(child);
      await rm(home, { recursive: true, force: true }).catch(() => {});
      if (!nothingLeft) {
        // The id stays lent and watched: whatever is left must not meet another's processes.
        log.error("something that a server started could not be ended", { ...spec.label, uid });
        return;
      }
      watchdog.remove(watched);
      lease?.release();
    });
    return child;
  }

  return {
    async launch(spec, listener) {
      if (closed) throw new Problem("unavailable");
      const command = permitCommand(spec.command, settings);
      const ready = await prepare();
      refuseUnenforced(settings, ready.means);
      const lease = ready.means.uid === null ? null : await users.lease();
      if (ready.means.uid !== null && lease === null)
        throw new Problem("unavailable", { detail: "Every user id for commands is in use." });
      try {
        return await start(spec, command, ready, lease, listener);
      } catch (error) {
        lease?.release();
        throw error;
      }
    },
    async notEnforced() {
      return notEnforcedWith((await prepare()).means);
    },
    async close() {
      closed = true;
      await Promise.all([...running].map((child) => child.stop("the gate is stopping")));
      await (await ground?.catch(() => null))?.watchdog.close();
    },
  };
}

async function prepareGround(uid: number): Promise<Ground> {
  const means = await findMeans(uid);
  const directory = await mkdtemp(join(tmpdir(), "portcullis-stdio-"));
  // Passed through by the users of what is started; each sees only its own directory within.
  await chmod(directory, 0o711);
  const missing = notEnforcedWith(means);
  if (missing.length > 0) log.warn("commands are not held to everything", { missing });
  return { means, directory, watchdog: new Watchdog(directory, means.setpriv) };
}

function refuseUnenforced(settings: StdioSettings, means: Means): void {
  const missing = notEnforcedWith(means);
  if (missing.length === 0 || settings.mode === "evaluation") return;
  if (settings.stdio?.acceptUnenforced === true) return;
  throw new Problem("command_refused", {
    detail: `This machine cannot hold a command to ${missing.join("; ")}. Its operator can accept that with PORTCULLIS_STDIO_ACCEPT_UNENFORCED=yes.`,
  });
}

function notStarted(): Problem {
  return new Problem("upstream_not_started", { detail: "The command could not be executed." });
}
