/*
 * Bundles every entry in bin/ into .build/: one ES module an entry, packages left outside.
 */
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

/** The entries: each TypeScript file that lies directly in bin/, tests apart. */
export function entries(root) {
  return readdirSync(join(root, "bin"))
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .map((name) => join(root, "bin", name))
    .sort();
}

/** Writes .build/<entry>.js with source maps; throws with the compiler's messages. */
export async function bundle(root) {
  // Imported here and not above: on a fresh clone this file loads before esbuild is installed.
  const { build } = await import("esbuild");
  const outdir = join(root, ".build");
  rmSync(outdir, { recursive: true, force: true });
  await build({
    absWorkingDir: root,
    entryPoints: entries(root),
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
}
