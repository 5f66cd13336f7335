import { stage } from "./screen.mjs";
import {
  buildConsole,
  bundleProcesses,
  checkNode,
  generate,
  generateClient,
  install,
} from "./steps.mjs";

/** From a clone to something that runs; a line a stage. */
export async function makeEverything() {
  checkNode();
  await stage("Packages", install);
  await stage("Database client", generate);
  await stage("API client", generateClient);
  await stage("Processes", bundleProcesses);
  await stage("Console", buildConsole);
}
