import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkSync } from "recheck";
import { afterAll, beforeAll, expect, it } from "vitest";
import { findExpressions, type OwnExpression } from "./own-expressions";

/*
 * What a text costs an expression of ours grows with its length and not faster: nobody holds a
 * process up with a text that was made for it.
 */
const root = join(import.meta.dirname, "../..");
const PLACES = ["app", "bin", "components", "lib", "proxy.ts", "instrumentation.ts"];
/** Expressions that meet no text of anybody else's, and why that is so. */
const MEETS_NOBODY: Readonly<Record<string, string>> = {
  "lib/db/transaction-words.ts": "reads the migrations of this product, at their installation",
};
/** A check that ran out of time has found nothing, and does not pass. */
const TIMEOUT_MS = 60_000;

/**
 * Judged by its automaton wherever that is not too large; where it is, by trying, which must come to the same
 * on a machine that is busy: bounded by what is read, not by time.
 */
const EXACT = { maxRepeatCount: 500, incubationTimeout: null, randomSeed: 1 } as const;

const found = findExpressions(root, PLACES);
let before: string | undefined;
beforeAll(() => {
  before = process.env.RECHECK_BACKEND;
  // The library's own code only, no program of the platform.
  process.env.RECHECK_BACKEND = "pure";
});
afterAll(() => {
  if (before === undefined) delete process.env.RECHECK_BACKEND;
  else process.env.RECHECK_BACKEND = before;
});

/** Null where the expression is linear; else what it costs, and a text for which it does. */
function fault({ pattern, flags }: Omit<OwnExpression, "file">): string | null {
  const result = checkSync(pattern, flags, { ...EXACT, timeout: TIMEOUT_MS });
  if (result.status === "safe") return null;
  if (result.status === "unknown") return `not known: ${result.error.kind}`;
  return `${result.complexity.summary}: ${result.attack.pattern}`;
}

it.each(found.expressions.filter(({ file }) => !(file in MEETS_NOBODY)))(
  "is linear in $file: /$pattern/$flags",
  (expression) => {
    expect(fault(expression)).toBeNull();
  },
  2 * TIMEOUT_MS,
);

it("all of the sources are read", () => {
  expect(found.files).toBeGreaterThan(400);
  expect(found.expressions.length).toBeGreaterThan(100);
});

it("none is made of a text at run time, where nobody could judge it", () => {
  expect(found.makers).toEqual([]);
});

it("an exception stands only where there is something to except", () => {
  for (const file of Object.keys(MEETS_NOBODY)) {
    const own = found.expressions.filter((one) => one.file === file);
    expect([file, own.some((one) => fault(one) !== null)]).toEqual([file, true]);
  }
});

it.each([
  ["exponential", "^(?:a+)+$", ""],
  ["polynomial", "\\s+$", ""],
  ["of nested choices", "^(?:[a-z]|[a-z0-9])*!$", "i"],
  ["looking past every quote to the end", '"(?:[^"\\\\]|\\\\.)*"', "g"],
])("the check finds what is %s", (_what, pattern, flags) => {
  expect(fault({ pattern, flags })).not.toBeNull();
});

it("an expression is found wherever it stands", () => {
  const folder = mkdtempSync(join(tmpdir(), "portcullis-expressions-"));
  try {
    mkdirSync(join(folder, "app/deep"), { recursive: true });
    mkdirSync(join(folder, "app/testing"));
    const page = "export const P = ({ a }: { a: string }) => <p>{a.replace(/in-tsx/g, '')}</p>;\n";
    writeFileSync(join(folder, "app/deep/page.tsx"), page);
    writeFileSync(
      join(folder, "app/a.ts"),
      "export const f = (a = /as-default/u) => a as RegExp;\n",
    );
    writeFileSync(
      join(folder, "app/b.mjs"),
      "export const c = [/in-a-list/y, new RegExp('made')];\n",
    );
    writeFileSync(join(folder, "app/a.test.ts"), "export const t = /in-a-test/;\n");
    writeFileSync(join(folder, "app/testing/t.ts"), "export const t = /in-its-parts/;\n");
    const { files, expressions, makers } = findExpressions(folder, ["app"]);
    expect(expressions.map(({ pattern, flags }) => pattern + flags).sort()).toEqual([
      "as-defaultu",
      "in-a-listy",
      "in-tsxg",
    ]);
    expect([files, makers]).toEqual([3, ["app/b.mjs"]]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
