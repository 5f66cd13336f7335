import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { hashOf, isFresh, writeStamp } from "./stamp.mjs";

let root;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "portcullis-stamp-"));
  mkdirSync(join(root, "lib/generated"), { recursive: true });
  writeFileSync(join(root, "lib/a.ts"), "1");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

it("an output is fresh until an input changes, is added, or goes", () => {
  const stamp = join(root, "out/.stamp");
  const before = hashOf(root, ["lib", "missing.json"]);
  expect(isFresh(stamp, before)).toBe(false);
  writeStamp(stamp, before);
  expect(isFresh(stamp, hashOf(root, ["lib", "missing.json"]))).toBe(true);
  writeFileSync(join(root, "lib/a.ts"), "2");
  expect(isFresh(stamp, hashOf(root, ["lib", "missing.json"]))).toBe(false);
  writeFileSync(join(root, "lib/a.ts"), "1");
  writeFileSync(join(root, "missing.json"), "");
  expect(isFresh(stamp, hashOf(root, ["lib", "missing.json"]))).toBe(false);
});

it("tests and generated files make nothing stale", () => {
  const before = hashOf(root, ["lib"]);
  writeFileSync(join(root, "lib/a.test.ts"), "1");
  writeFileSync(join(root, "lib/a.db.test.ts"), "1");
  writeFileSync(join(root, "lib/generated/client.ts"), "1");
  expect(hashOf(root, ["lib"])).toBe(before);
});
