import { expect, it } from "vitest";
import type { RulesDocument } from "@/lib/policy/rules.schema";
import { effectiveState, effectWords } from "./effective-state";

const limit = { counter: "c", window: "minute", max: 30, scope: "grant" } as const;
const RULES: RulesDocument = {
  version: 1,
  default: "deny",
  hide: ["get-env", "both"],
  tools: {
    both: {},
    echo: { limits: [limit] },
    sum: { deny_if: [{ path: "args.a", op: "gt", value: 1000 }], limits: [limit] },
    image: {},
  },
};

it.each([
  ["image", "allowed", []],
  ["echo", "limited", ["30 calls a minute for each grant"]],
  ["sum", "conditional", ["refused if a is above 1000", "30 calls a minute for each grant"]],
  ["get-env", "hidden", ["not on the list, and answers as an unknown tool"]],
  ["both", "hidden", ["not on the list, and answers as an unknown tool"]],
  ["other", "refused", ["not listed"]],
  ["toString", "refused", ["not listed"]],
])("%s is %s", (tool, state, notes) => {
  expect(effectiveState(RULES, tool)).toEqual({ state, notes });
});

it("refuses everything without rules and allows what is unlisted under a default of allow", () => {
  expect(effectiveState(null, "echo").state).toBe("refused");
  expect(effectiveState({ version: 1, default: "allow" }, "echo").state).toBe("allowed");
});

it("counts limits of all tools together against each of them", () => {
  const rules: RulesDocument = { version: 1, default: "allow", all_tools: { limits: [limit] } };
  expect(effectiveState(rules, "echo")).toEqual({
    state: "limited",
    notes: ["30 calls a minute for each grant, with all tools"],
  });
});

it("puts an effect in a sentence", () => {
  expect(effectWords(effectiveState(RULES, "image"))).toBe("Every call passes");
  expect(effectWords(effectiveState(RULES, "sum"))).toBe(
    "Refused if a is above 1000; 30 calls a minute for each grant",
  );
});
