/*
 * Bundles the bench's processes into .build/bench/, beside the bundles that are measured.
 */
import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { bundleInto } from "../bin/make/bundle.mjs";

/** Folders whose files are processes of their own. */
const PROCESS_FOLDERS = ["contenders", "drivers"];

/** Writes .build/bench/main.js and one file a process; throws with the compiler's messages. */
export async function bundleBench(root) {
  const files = PROCESS_FOLDERS.flatMap((folder) =>
    readdirSync(join(root, "bench", folder))
      .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
      .map((name) => join(root, "bench", folder, name)),
  );
  const all = [join(root, "bench", "main.ts"), ...files];
  const entryPoints = Object.fromEntries(all.map((file) => [basename(file, ".ts"), file]));
  await bundleInto(root, join(root, ".build", "bench"), entryPoints);
  return `${all.length} bundles`;
}
