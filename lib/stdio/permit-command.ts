import { accessSync, constants, realpathSync, statSync } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";
import { type Config, Problem } from "@/lib/kernel";

/** What of the configuration decides over programs. */
export type StdioSettings = Pick<Config, "mode"> & { readonly stdio?: Config["stdio"] };

/**
 * The executable that a command names, if this installation starts it. To run a program here is the
 * operator's decision: in production only what the operator lists, compared after links are
 * followed, and it is the path as the operator wrote it that is started, so that no other name of the
 * same file gives it another meaning. Evaluation starts whatever is found, by path or by name.
 *
 * @throws Problem `command_refused`, saying what the operator would have to do.
 */
export function permitCommand(command: string, settings: StdioSettings): string {
  if (settings.mode === "evaluation") {
    const found = isAbsolute(command) ? command : findOnPath(command);
    if (found !== null && fileOf(found) !== null) return found;
    throw refused(`There is no executable ${JSON.stringify(command)} on the gate's machine.`);
  }
  const listed = settings.stdio?.commands ?? [];
  if (listed.length === 0)
    throw refused(
      "This installation starts no commands: its operator has listed none in PORTCULLIS_STDIO_COMMANDS.",
    );
  if (!isAbsolute(command)) throw refused("The command must be an absolute path.");
  const file = fileOf(command);
  const same = file === null ? [] : listed.filter((path) => fileOf(path) === file);
  const permitted = same.find((path) => path === command) ?? same[0];
  if (permitted !== undefined) return permitted;
  throw refused(
    "The command is not among those that the operator has listed in PORTCULLIS_STDIO_COMMANDS.",
  );
}

/** A command by name is looked for where the gate itself would; a path that is not absolute never is. */
function findOnPath(name: string): string | null {
  if (name.includes("/")) return null;
  for (const directory of (process.env.PATH ?? "").split(delimiter)) {
    const path = join(directory, name);
    if (isAbsolute(directory) && fileOf(path) !== null) return path;
  }
  return null;
}

/** The file a path leads to, if it is one that can be executed. */
function fileOf(path: string): string | null {
  try {
    const real = realpathSync(path);
    accessSync(real, constants.X_OK);
    return statSync(real).isFile() ? real : null;
  } catch {
    return null;
  }
}

function refused(detail: string): Problem {
  return new Problem("command_refused", { detail });
}
