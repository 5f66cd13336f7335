/*
 * The command line: finds the verb, runs it, turns its answer into the exit code.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { installationRoot } from "./make/root";
import { helpVerb } from "./verbs/help";
import { VERBS } from "./verbs/table";
import { Misuse, type Verbs } from "./verbs/verb";

const ALL: Verbs = { help: async () => ({ verb: helpVerb(ALL) }), ...VERBS };

const NO = 1;
const MISUSE = 2;

function verbName(word: string | undefined): string {
  if (word === undefined || word === "--help" || word === "-h") return "help";
  if (word === "--version" || word === "-v") return "version";
  return word;
}

/**
 * Where nothing else is said, the home is the folder beside the caller or, called from elsewhere,
 * the one in this installation.
 */
function findHome(): void {
  if (process.env.PORTCULLIS_HOME !== undefined || existsSync(".portcullis")) return;
  process.env.PORTCULLIS_HOME = join(installationRoot(), ".portcullis");
}

async function main(argv: readonly string[]): Promise<number> {
  const name = verbName(argv[0]);
  const words = argv.slice(1);
  const load = Object.hasOwn(ALL, name) ? ALL[name] : undefined;
  if (!load) throw new Misuse(`There is no verb "${name}". "portcullis help" lists them.`);
  findHome();
  const { verb } = await load();
  if (words.includes("--help") || words.includes("-h")) {
    process.stdout.write(`${verb.summary}\n\n${verb.usage}\n`);
    return 0;
  }
  return verb.run(words);
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    if (process.argv.includes("--json")) {
      process.stdout.write(`${JSON.stringify({ error: message })}\n`);
    }
    process.stderr.write(`${message}\n`);
    process.exitCode = error instanceof Misuse ? MISUSE : NO;
  },
);
