import { expect, it } from "vitest";
import { formatRules } from "@/components/rules/format-rules";
import { ruleLines } from "./rule-lines";

const text = formatRules({
  version: 1,
  default: "deny",
  hide: ["get-env"],
  tools: {
    "a/b": {
      deny_if: [
        { path: "args.a", op: "gt", value: 1 },
        { path: "args.b", op: "gt", value: 2 },
      ],
      limits: [{ counter: "c", window: "minute", max: 3, scope: "grant" }],
    },
  },
});
const lines = text.split("\n");
const at = (rule: string) => {
  const found = ruleLines(text, rule);
  return (
    found &&
    lines
      .slice(found.from - 1, found.to)
      .join("\n")
      .trim()
  );
};

it("finds the lines a rule stands on, whatever the tool is called", () => {
  expect(at("/tools/a~1b/deny_if/1")).toBe('{ "path": "args.b", "op": "gt", "value": 2 }');
  expect(at("/tools/a~1b/limits/0")).toMatch(/^\{\n.*"counter": "c"[\s\S]*\}$/);
});

it("finds where what is built in is written", () => {
  expect(at("(default deny)")).toBe('"default": "deny",');
  expect(at("(hidden)")).toBe('"hide": ["get-env"],');
});

it("finds nothing for what does not stand in the document", () => {
  for (const rule of ["(degraded: ledger)", "/tools/a~1b/deny_if/2", "/tools/c", "(no policy)"]) {
    expect(at(rule)).toBeNull();
  }
});
