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

/**
 * Bundles files into a folder, one ES module an entry with a source map beside it. The folder is
 * emptied first. Throws with the compiler's messages.
 */
export async function bundleInto(root, outdir, entryPoints) {
  // Imported here and not above: on a fresh clone this file loads before esbuild is installed.
  const { build } = await import("esbuild");
  rmSync(outdir, { recursive: true, force: true });
  await build({
    absWorkingDir: root,
    entryPoints,
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

/** Writes .build/<entry>.js. */
export async function bundle(root) {
  await bundleInto(root, join(root, ".build"), entries(root));
}
