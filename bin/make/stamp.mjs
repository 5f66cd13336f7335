/*
 * Is an output made from the inputs as they are now? Each output keeps the hash of what it was made
 * from in a file beside it; times of files are not asked, since git sets them anew.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

const SKIPPED_FOLDERS = new Set(["node_modules", "generated", ".next", ".build", ".git"]);
const SKIPPED_FILES = /\.(test|db\.test|spec)\.(ts|tsx|mjs)$|\.md$/;

function* filesIn(path) {
  if (!existsSync(path)) return;
  if (statSync(path).isFile()) {
    yield path;
    return;
  }
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    if (entry.isDirectory()) {
      if (!SKIPPED_FOLDERS.has(entry.name)) yield* filesIn(join(path, entry.name));
    } else if (!SKIPPED_FILES.test(entry.name)) {
      yield join(path, entry.name);
    }
  }
}

/** The hash of every file under the given paths: names and contents, tests apart. */
export function hashOf(root, paths, ...extra) {
  const hash = createHash("sha256");
  for (const text of extra) hash.update(`${text}\0`);
  for (const path of [...paths].sort()) {
    for (const file of [...filesIn(join(root, path))].sort()) {
      hash.update(`${relative(root, file)}\0`);
      hash.update(createHash("sha256").update(readFileSync(file)).digest());
    }
  }
  return hash.digest("hex");
}

export function isFresh(stampFile, hash) {
  return existsSync(stampFile) && readFileSync(stampFile, "utf8") === hash;
}

export function writeStamp(stampFile, hash) {
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, hash);
}
