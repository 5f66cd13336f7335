import { readFileSync } from "node:fs";
import { join } from "node:path";
import { installationRoot } from "../make/root";
import { parseWords, print, printJson, type Verb } from "./verb";

export const verb: Verb = {
  name: "version",
  summary: "Print the version of this installation",
  usage: "portcullis version [--json]",
  async run(args) {
    const { json } = parseWords(args, {});
    const text = readFileSync(join(installationRoot(), "package.json"), "utf8");
    const { version } = JSON.parse(text) as { version: string };
    if (json) printJson({ version, node: process.versions.node });
    else print(`portcullis ${version}`);
    return 0;
  },
};
