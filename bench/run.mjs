/*
 * `npm run bench`: makes what is stale, then measures. `npm run bench -- --help` names the options.
 * Plain Node imports only, as in bin/start.mjs: on a fresh clone nothing else is there.
 */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { bold, line, red, stage } from "../bin/make/screen.mjs";
import { bundleProcesses, checkNode, generate, install, root } from "../bin/make/steps.mjs";

line(`\n  ${bold("Portcullis")} bench\n`);
try {
  checkNode();
  await stage("Packages", install);
  await stage("Database client", generate);
  await stage("Processes", bundleProcesses);
  const { bundleBench } = await import("./bundle.mjs");
  await stage("Bench", () => bundleBench(root));
} catch (error) {
  line(`\n${red(error.message)}\n`);
  process.exit(1);
}
process.chdir(root);
process.setSourceMapsEnabled(true);
await import(pathToFileURL(join(root, ".build", "bench", "main.js")).href);
