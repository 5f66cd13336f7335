import { delimiter, isAbsolute } from "node:path";
import { Problem } from "@/lib/kernel";
import type { LaunchSpec } from "./launch-spec";
import { refusedVariable } from "./variables";

/** An environment of just these variables. (The console's types would have every one hold NODE_ENV.) */
export function onlyThese(variables: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return variables as NodeJS.ProcessEnv;
}

/**
 * A program's environment: PATH, HOME, LANG and what was declared, and nothing else of the gate's.
 *
 * @throws Problem `command_refused` for a variable that may not be declared.
 */
export function programEnvironment(spec: LaunchSpec, home: string): NodeJS.ProcessEnv {
  const secrets = Object.entries(spec.secrets).map(([name, value]) => [name, value.reveal()]);
  const declared = { ...spec.env, ...Object.fromEntries(secrets) };
  for (const name of Object.keys(declared)) {
    if (refusedVariable(name))
      throw new Problem("command_refused", { detail: `The variable ${name} may not be set.` });
  }
  const path = (process.env.PATH ?? "/usr/bin:/bin").split(delimiter).filter(isAbsolute);
  return onlyThese({ LANG: "C.UTF-8", ...declared, PATH: path.join(delimiter), HOME: home });
}
