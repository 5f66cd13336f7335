import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { answersTable, GATE_ANSWERS } from "./answers";

it("the documentation shows every answer, as it stands in the list", () => {
  const docs = readFileSync(join(import.meta.dirname, "../../docs/mcp.md"), "utf8");
  expect(docs).toContain(answersTable());
});

it("nothing else is answered: every problem of this room is in the list", () => {
  const sources = readdirSync(import.meta.dirname, { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(".ts") && !file.endsWith(".test.ts"),
  );
  const thrown = sources.flatMap((file) => {
    const text = readFileSync(join(import.meta.dirname, file), "utf8");
    return [...text.matchAll(/new (?:Rpc)?Problem\(\s*"([a-z_]+)"/g)].map(([, code]) => code);
  });
  expect(thrown.length).toBeGreaterThan(20);
  expect(thrown.filter((code) => !(String(code) in GATE_ANSWERS))).toEqual([]);
});
