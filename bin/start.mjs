/*
 * `npm start`: from a clone to a running house in one command. Makes what is stale, then hands over
 * to the supervisor in the same process, so that a signal reaches it without a go-between.
 */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { makeEverything } from "./make/everything.mjs";
import { bold, line, red } from "./make/screen.mjs";
import { root } from "./make/steps.mjs";

// The supervisor counts its time to readiness from here.
globalThis.portcullisBegun = performance.now();

line(`\n  ${bold("Portcullis")}\n`);
try {
  await makeEverything();
} catch (error) {
  line(`\n${red(error.message)}\n`);
  process.exit(1);
}
process.chdir(root);
process.setSourceMapsEnabled(true);
await import(pathToFileURL(join(root, ".build", "supervisor.js")).href);
