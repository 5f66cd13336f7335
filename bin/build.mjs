/*
 * `npm run build`: everything that `npm start` would make, without starting it.
 */
import { makeEverything } from "./make/everything.mjs";
import { line, red } from "./make/screen.mjs";

try {
  await makeEverything();
} catch (error) {
  line(`\n${red(error.message)}`);
  process.exitCode = 1;
}
