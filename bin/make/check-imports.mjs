/*
 * Holds the import rules of .dependency-cruiser.cjs against the sources. dependency-cruiser reads
 * TypeScript through TypeScript's own programming interface, which version 7 does not have, or
 * through swc; with swc it takes every file for plain TypeScript, so it is told here which are TSX.
 */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(import.meta.url);
const FOLDERS = ["lib", "app", "components", "bin", "bench", "e2e"];

function teachTsx() {
  const swc = require("@swc/core");
  if (swc.parsesTsx) return;
  const parse = swc.parseFileSync;
  swc.parseFileSync = (file, options) => parse(file, { ...options, tsx: file.endsWith("x") });
  swc.parsesTsx = true;
}

/**
 * Checks every source file below `root`. Returns the violations, each with its rule, and how many
 * files were read: a check that read nothing must not pass.
 */
export async function checkImports(root, configFile = join(root, ".dependency-cruiser.cjs")) {
  teachTsx();
  const { cruise } = await import("dependency-cruiser");
  const { forbidden, options } = require(configFile);
  const folders = FOLDERS.filter((folder) => existsSync(join(root, folder)));
  const resolveOptions = { ...options.enhancedResolveOptions, alias: { "@": root } };
  const { output } = await cruise(
    folders,
    { ...options, baseDir: root, validate: true, ruleSet: { forbidden } },
    resolveOptions,
  );
  const { summary, modules } = output;
  return {
    files: modules.filter(({ source }) => /\.(ts|tsx)$/.test(source)).length,
    violations: summary.violations.map(({ rule, from, to, cycle }) => ({
      rule: rule.name,
      from,
      to: cycle ? cycle.map((step) => step.name ?? step).join(" → ") : to,
    })),
  };
}
