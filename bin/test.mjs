/*
 * `npm test`: everything that must hold, in one command with its own set-up. Stops at the first
 * stage that fails and shows what it said.
 *
 *   npm test                 everything
 *   npm test -- --list       the names of the stages
 *   npm test -- types unit   these stages only
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bold, dim, green, line, red, seconds, stage } from "./make/screen.mjs";
import {
  buildConsole,
  bundleProcesses,
  checkNode,
  generate,
  generateClient,
  install,
  root,
  run,
} from "./make/steps.mjs";
import { needChromium } from "./testing/chromium.mjs";
import { wantPgBouncer } from "./testing/pgbouncer.mjs";

const begun = performance.now();
let reports = "";
const tests = { passed: 0, skipped: 0 };

const tool = (path, ...args) => run(process.execPath, [join(root, "node_modules", path), ...args]);

async function lint() {
  await tool("@biomejs/biome/bin/biome", "check", "--error-on-warnings", ".");
  return "no findings";
}

async function types() {
  await tool("next/dist/bin/next", "typegen");
  await tool("typescript/bin/tsc", "--noEmit");
  return "no errors";
}

async function imports() {
  const { checkImports } = await import("./make/check-imports.mjs");
  const { files, violations } = await checkImports(root);
  if (files === 0) throw new Error("No source file was read.");
  if (violations.length > 0) {
    const list = violations.map(({ rule, from, to }) => `${rule}: ${from} → ${to}`);
    throw new Error(list.join("\n"));
  }
  return `${files} files, no violation`;
}

/** Runs one of Vitest's projects and counts its tests. */
async function vitest(project) {
  const report = join(reports, `${project}.json`);
  const reporters = ["--reporter=dot", "--reporter=json", `--outputFile.json=${report}`];
  await tool("vitest/vitest.mjs", "run", "--project", project, ...reporters);
  const result = JSON.parse(readFileSync(report, "utf8"));
  return count(result.numPassedTests, result.numPendingTests);
}

function count(passed, skipped) {
  tests.passed += passed;
  tests.skipped += skipped;
  return `${passed} passed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

async function database(say) {
  await wantPgBouncer(say);
  return await vitest("database");
}

async function endToEnd(say) {
  const browser = await needChromium(say);
  const report = join(reports, "e2e.json");
  say("a house of its own, driven in Chromium");
  await run(
    process.execPath,
    [
      join(root, "node_modules/@playwright/test/cli.js"),
      "test",
      "--config",
      "e2e/playwright.config.ts",
    ],
    { CHROMIUM: browser, PLAYWRIGHT_JSON_OUTPUT_NAME: report, NODE_ENV: "test" },
  );
  const { stats } = JSON.parse(readFileSync(report, "utf8"));
  return count(stats.expected, stats.skipped);
}

const STAGES = [
  ["install", "Packages", install],
  ["generate", "Database client", generate],
  ["client", "API client", generateClient],
  ["lint", "Lint and format", lint],
  ["types", "Types", types],
  ["imports", "Import rules", imports],
  ["unit", "Unit tests", () => vitest("unit")],
  ["database", "Tests on PostgreSQL", database],
  ["conformance", "Conformance, direct and through the gate", () => vitest("conformance")],
  ["bundle", "Processes", bundleProcesses],
  ["console", "Console", buildConsole],
  ["e2e", "End to end", endToEnd],
  ["faults", "Faults", () => vitest("faults")],
];
/** What later stages cannot do without, whichever were asked for. */
const ALWAYS = new Set(["install", "generate", "client"]);

const wanted = process.argv.slice(2);
if (wanted.includes("--list")) {
  for (const [name, title] of STAGES) line(`${name.padEnd(12)} ${title}`);
  process.exit(0);
}
const unknown = wanted.filter((word) => !STAGES.some(([name]) => name === word));
if (unknown.length > 0) {
  line(`There is no stage ${unknown.join(", ")}. "npm test -- --list" names them.`);
  process.exit(2);
}

line(`\n  ${bold("Portcullis")} ${dim("tests")}\n`);
try {
  reports = mkdtempSync(join(tmpdir(), "portcullis-reports-"));
  checkNode();
  for (const [name, title, work] of STAGES) {
    if (wanted.length === 0 || wanted.includes(name) || ALWAYS.has(name)) await stage(title, work);
  }
  line(`\n  ${dim(`in ${seconds(performance.now() - begun)}`)}`);
  line(green(`${tests.passed} passed, 0 failed`));
} catch (error) {
  line(`\n${error.message}\n`);
  line(red(`Failed after ${seconds(performance.now() - begun)}.`));
  process.exitCode = 1;
} finally {
  rmSync(reports, { recursive: true, force: true });
}
