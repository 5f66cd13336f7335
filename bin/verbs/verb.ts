/*
 * What a verb of the command line is. The exit code is the answer: 0 yes, 1 no, 2 misuse.
 * With --json a verb prints exactly one JSON document on standard output and nothing else there.
 */
import { type ParseArgsConfig, parseArgs } from "node:util";

/** One verb, exported as `verb` from `bin/verbs/<name>.ts` and listed in `bin/verbs/table.ts`. */
export type Verb = {
  name: string;
  /** One line for the list of verbs. */
  summary: string;
  /** Printed by --help: the forms of the call and what each option does. */
  usage: string;
  run(args: readonly string[]): Promise<number>;
};

/** Verbs by name; each is loaded only when it is called. */
export type Verbs = Readonly<Record<string, () => Promise<{ verb: Verb }>>>;

/** The call itself was wrong: the message says how, and the process exits with 2. */
export class Misuse extends Error {
  override readonly name = "Misuse";
}

type Options = NonNullable<ParseArgsConfig["options"]>;

/**
 * Parses a verb's words strictly: an unknown option or a missing value is misuse. `--json` is
 * understood everywhere and need not be declared.
 *
 * @example
 * const { values, positionals, json } = parseWords(args, { head: { type: "string" } });
 */
export function parseWords<T extends Options>(args: readonly string[], options: T) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { ...options, json: { type: "boolean" } } as T & { json: { type: "boolean" } },
      allowPositionals: true,
      strict: true,
    });
    return { values, positionals, json: (values as { json?: boolean }).json === true };
  } catch (error) {
    throw new Misuse(error instanceof Error ? error.message : String(error));
  }
}

/** Prints one JSON document, indented for people who read it all the same. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** Prints one line of plain text. */
export function print(line = ""): void {
  process.stdout.write(`${line}\n`);
}
