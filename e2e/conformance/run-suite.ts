import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");
const MAX_MILLISECONDS = 150_000;

export type Suite = {
  readonly name: string;
  /** The arguments to Node that run the suite's server part, less the address. */
  readonly command: readonly string[];
};

const stable = join(ROOT, "node_modules/@modelcontextprotocol/conformance/dist/index.js");
const alpha = join(ROOT, "node_modules/conformance-alpha/dist/index.js");
const node20 = join(ROOT, "e2e/conformance/node-20.mjs");

/** The public suite as it is released: every scenario it runs by default. */
export const ACTIVE: Suite = { name: "0.1.13, active", command: [stable, "server"] };
/** The suite's coming version: what the revision requires, and what it runs beside that. */
export const REQUIRED: Suite = {
  name: "0.2.0-alpha.12, required by 2025-11-25",
  command: ["--import", node20, alpha, "server", "--requirements", "2025-11-25"],
};

/** One scenario only, of the coming version, as the revision has it. */
export function only(scenario: string): Suite {
  const command = ["--import", node20, alpha, "server", "--spec-version", "2025-11-25"];
  return { name: scenario, command: [...command, "--scenario", scenario] };
}

/** What every check said, by scenario, id and count where an id stands more than once. */
export type Checks = ReadonlyMap<string, string>;

type Check = { readonly id: string; readonly status: string };

/** Runs a suite against an address. Needs no network but the loopback. */
export async function runSuite(suite: Suite, url: string): Promise<Checks> {
  const results = mkdtempSync(join(tmpdir(), "portcullis-conformance-"));
  try {
    await run([...suite.command, "--url", url, "--output-dir", results]);
    return readChecks(results);
  } finally {
    rmSync(results, { recursive: true, force: true });
  }
}

/** Ends with the suite, whatever it found: a check that failed is in the results. */
function run(args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { stdio: "ignore", timeout: MAX_MILLISECONDS });
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      if (signal === null && (code === 0 || code === 1)) resolve();
      else reject(new Error(`The suite ended with ${signal ?? code}.`));
    });
  });
}

function readChecks(results: string): Checks {
  const checks = new Map<string, string>();
  for (const folder of readdirSync(results).sort()) {
    const scenario = folder.replace(/^server-/, "").replace(/-\d{4}-\d\d-\d\dT.*$/, "");
    const found = JSON.parse(readFileSync(join(results, folder, "checks.json"), "utf8")) as Check[];
    const counts = new Map<string, number>();
    for (const { id, status } of found) {
      // What is only told is no check, and how often it is told depends on how bytes arrive.
      if (status === "INFO") continue;
      const nth = (counts.get(id) ?? 0) + 1;
      counts.set(id, nth);
      checks.set(nth === 1 ? `${scenario}/${id}` : `${scenario}/${id}#${nth}`, status);
    }
  }
  return checks;
}

/** The checks that pass directly and do not through the gate, each with what became of it. */
export function lost(direct: Checks, through: Checks): string[] {
  return [...direct].flatMap(([check, status]) => {
    const now = through.get(check) ?? "not made";
    return status === "SUCCESS" && now !== "SUCCESS" ? [`${check}: ${now}`] : [];
  });
}

/** The checks that do not pass. */
export function failing(checks: Checks): string[] {
  return [...checks].flatMap(([check, status]) =>
    status === "SUCCESS" ? [] : [`${check}: ${status}`],
  );
}
