/*
 * Bundles the bench's processes into .build/bench/, beside the bundles that are measured.
 */
import { readdirSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { build } from "esbuild";

/** Folders whose files are processes of their own. */
const PROCESS_FOLDERS = ["contenders", "drivers"];

/** Writes .build/bench/main.js and one file a process; throws with the compiler's messages. */
export async function bundleBench(root) {
  const outdir = join(root, ".build", "bench");
  rmSync(outdir, { recursive: true, force: true });
  const files = PROCESS_FOLDERS.flatMap((folder) =>
    readdirSync(join(root, "bench", folder))
      .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
      .map((name) => join(root, "bench", folder, name)),
  );
  const entries = [join(root, "bench", "main.ts"), ...files];
  await build({
    absWorkingDir: root,
    entryPoints: Object.fromEntries(entries.map((file) => [basename(file, ".ts"), file])),
    outdir,
    bundle: true,
    splitting: true,
    chunkNames: "chunks/[name]-[hash]",
    format: "esm",
    platform: "node",
    target: "node20.19",
    packages: "external",
    tsconfig: join(root, "tsconfig.json"),
    alias: { "@": root },
    sourcemap: "linked",
    sourcesContent: false,
    legalComments: "none",
    logLevel: "warning",
  });
  return `${entries.length} bundles`;
}
