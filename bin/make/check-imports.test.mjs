import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkImports } from "./check-imports.mjs";

const config = join(import.meta.dirname, "../../.dependency-cruiser.cjs");
const CLEAN = {
  "package.json": '{ "dependencies": { "pg": "*", "react": "*" } }',
  "node_modules/pg/package.json": '{ "name": "pg", "version": "1.0.0" }',
  "node_modules/pg/index.js": "",
  "node_modules/react/package.json": '{ "name": "react", "version": "1.0.0" }',
  "node_modules/react/index.js": "",
  "lib/kernel/ids.ts": "export type Id = string;\nexport const id = (): Id => 'a';\n",
  "lib/db/open.ts": 'import pg from "pg";\nexport const open = (): unknown => pg;\n',
  "lib/access/read.ts": 'import { open } from "@/lib/db/open";\nexport const read = open;\n',
  "components/list.tsx":
    'import type { Id } from "@/lib/kernel/ids";\nexport const List = ({ id }: { id: Id }) => <p lang="en">{id}</p>;\n',
};

let root;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "portcullis-imports-"));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

async function rulesBrokenBy(files) {
  const tree = join(root, String(Math.random()));
  for (const [path, text] of Object.entries({ ...CLEAN, ...files })) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), text);
  }
  const { files: read, violations } = await checkImports(tree, config);
  expect(read).toBeGreaterThanOrEqual(4);
  return [...new Set(violations.map(({ rule }) => rule))];
}

describe("the import rules", () => {
  it("let a tree through that keeps them", async () => {
    expect(await rulesBrokenBy({})).toEqual([]);
  });

  it.each([
    ["lib-kernel-imports-downward", "lib/kernel/up.ts", 'import "../db/open";'],
    [
      "lib-kernel-imports-downward",
      "lib/kernel/type-only.ts",
      'import type { open } from "@/lib/db/open";\nexport type Open = typeof open;',
    ],
    ["every-room-has-a-place", "lib/kernel/to-new.ts", 'import "../attic/box";'],
    ["nothing-imports-app-or-bin", "lib/access/page.ts", 'import "@/app/page";'],
    ["lib-knows-no-component", "lib/access/view.ts", 'import "@/components/list";'],
    ["components-touch-no-database", "components/rows.tsx", 'import "@/lib/db/open";'],
    ["no-react-in-lib", "lib/access/hook.tsx", 'import "react";\nexport const a = <p>a</p>;'],
    ["database-client-in-lib-db-only", "lib/access/raw.ts", 'import pg from "pg";\npg;'],
    ["bin-knows-no-page", "bin/cli.ts", 'import "@/app/page";'],
    ["resolvable", "lib/access/lost.ts", 'import "./nowhere";'],
    ["no-tests-in-the-product", "lib/access/odd.ts", 'import "./odd.test";'],
  ])("%s is broken by %s", async (rule, path, text) => {
    const broken = await rulesBrokenBy({
      "app/page.tsx": "export const Page = () => <p>a</p>;",
      "lib/attic/box.ts": "export const box = 1;",
      "lib/access/odd.test.ts": "export const odd = 1;",
      [path]: `${text}\nexport {};\n`,
    });
    expect(broken).toContain(rule);
  });

  it("no-circles is broken by two files that import each other", async () => {
    const broken = await rulesBrokenBy({
      "lib/access/a.ts": 'import "./b";\nexport {};\n',
      "lib/access/b.ts": 'import "./a";\nexport {};\n',
    });
    expect(broken).toEqual(["no-circles"]);
  });
});
