/*
 * The command line: finds the verb, runs it, turns its answer into the exit code.
 */
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

async function main(argv: readonly string[]): Promise<number> {
  const name = verbName(argv[0]);
  const words = argv.slice(1);
  const load = Object.hasOwn(ALL, name) ? ALL[name] : undefined;
  if (!load) throw new Misuse(`There is no verb "${name}". "portcullis help" lists them.`);
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
