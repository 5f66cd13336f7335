import { chmod, cp, mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { build } from "esbuild";

/**
 * The reference server as one program that everybody may read: a started program has a user of its
 * own, who may not see into the directory that the repository stands in.
 */
export async function everythingProgram(): Promise<{
  readonly path: string;
  remove(): Promise<void>;
}> {
  const manifest = createRequire(import.meta.url).resolve(
    "@modelcontextprotocol/server-everything/package.json",
  );
  const source = join(dirname(manifest), "dist");
  const directory = await mkdtemp(join(tmpdir(), "everything-"));
  await chmod(directory, 0o755);
  const path = join(directory, "server", "index.mjs");
  await build({
    entryPoints: [join(source, "transports", "stdio.js")],
    outfile: path,
    bundle: true,
    platform: "node",
    format: "esm",
    banner: { js: 'import{createRequire}from"node:module";const require=createRequire("/");' },
  });
  // It reads its texts from beside itself.
  await cp(join(source, "docs"), join(directory, "docs"), { recursive: true });
  return { path, remove: () => rm(directory, { recursive: true }) };
}
