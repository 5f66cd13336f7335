import { Misuse, parseWords, print, printJson, type Verb, type Verbs } from "./verb";

const FOOTER = [
  "",
  "Every verb takes --json and --help. Exit code: 0 for yes, 1 for no, 2 for misuse.",
];

/** The verb that explains the others: it is given their table. */
export const helpVerb = (verbs: Verbs): Verb => ({
  name: "help",
  summary: "List the verbs, or explain one",
  usage: "portcullis help [verb] [--json]",
  async run(args) {
    const { positionals, json } = parseWords(args, {});
    const [topic] = positionals;
    if (topic !== undefined) {
      const load = Object.hasOwn(verbs, topic) ? verbs[topic] : undefined;
      if (!load) throw new Misuse(`There is no verb "${topic}".`);
      const found = (await load()).verb;
      if (json) printJson({ name: found.name, summary: found.summary, usage: found.usage });
      else print(`${found.summary}\n\n${found.usage}`);
      return 0;
    }
    const all = await Promise.all(Object.values(verbs).map(async (load) => (await load()).verb));
    if (json) {
      printJson({ verbs: all.map(({ name, summary }) => ({ name, summary })) });
      return 0;
    }
    const width = Math.max(...all.map(({ name }) => name.length));
    print("portcullis <verb> [options]\n");
    for (const { name, summary } of all) print(`  ${name.padEnd(width)}  ${summary}`);
    for (const line of FOOTER) print(line);
    return 0;
  },
});
