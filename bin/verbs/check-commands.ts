import type { Config } from "@/lib/kernel";
import { createLimitsSandbox, permitCommand } from "@/lib/stdio";

type Row = {
  readonly check: string;
  readonly state: "ok" | "warning" | "failed";
  readonly detail: string;
};

/** Whether commands can be started as servers here, under which limits, and those that are listed exist. */
export async function checkCommands(config: Config): Promise<Row> {
  const check = "servers that are commands";
  const { mode, stdio } = config;
  if (mode === "production" && stdio.commands.length === 0)
    return { check, state: "ok", detail: "none are started: PORTCULLIS_STDIO_COMMANDS is empty" };
  const gone = mode === "production" ? stdio.commands.filter((path) => !isThere(path, config)) : [];
  if (gone.length > 0)
    return { check, state: "failed", detail: `not executable here: ${gone.join(", ")}` };
  const sandbox = createLimitsSandbox(config);
  try {
    const missing = await sandbox.notEnforced();
    if (missing.length === 0) return { check, state: "ok", detail: "held to every limit" };
    const refused = mode === "production" && !stdio.acceptUnenforced;
    return {
      check,
      state: refused ? "failed" : "warning",
      detail: `this process cannot hold them to ${missing.join("; ")}`,
    };
  } finally {
    await sandbox.close();
  }
}

function isThere(path: string, config: Config): boolean {
  try {
    permitCommand(path, config);
    return true;
  } catch {
    return false;
  }
}
