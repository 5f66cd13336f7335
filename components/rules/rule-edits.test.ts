import { describe, expect, it } from "vitest";
import type { Limit, RulesDocument } from "@/lib/policy/rules.schema";
import { formatRules } from "./format-rules";
import { applyEdits, conditionEdits, limitEdits, stateEdits } from "./rule-edits";
import { setToolState } from "./set-state";

const limit: Limit = { counter: "c", window: "minute", max: 3, scope: "grant" };
const RULES: RulesDocument = {
  version: 1,
  default: "deny",
  hide: ["env"],
  tools: { echo: { limits: [limit], deny_if: [{ path: "args.a", op: "gt", value: 1 }] } },
};
const TEXT = formatRules(RULES);
const read = (text: string) => JSON.parse(text) as RulesDocument;

describe("edits of the rules", () => {
  it.each(["echo", "env", "new"])("set %s to what setting its state means", (tool) => {
    for (const target of ["allowed", "refused", "hidden"] as const) {
      const edited = read(applyEdits(TEXT, stateEdits(RULES, tool, target)));
      expect(edited).toEqual(setToolState(RULES, tool, target));
    }
  });

  it("change nothing in the text where the state is the one that stands", () => {
    expect(applyEdits(TEXT, stateEdits(RULES, "env", "hidden"))).toBe(TEXT);
  });

  it("move a condition from one kind to another", () => {
    const condition = { path: "args.a", op: "gt", value: 1 } as const;
    const edits = conditionEdits("echo", { deny_if: [], require: [condition] });
    expect(read(applyEdits(TEXT, edits)).tools?.echo).toEqual({
      require: [condition],
      limits: [limit],
    });
  });

  it("leave no empty list of limits behind, for a tool or for all", () => {
    expect(read(applyEdits(TEXT, limitEdits("echo", []))).tools?.echo).not.toHaveProperty("limits");
    const shared = applyEdits(TEXT, limitEdits(null, [limit]));
    expect(read(shared).all_tools).toEqual({ limits: [limit] });
    expect(applyEdits(shared, limitEdits(null, []))).toBe(TEXT);
  });
});
