import { describe, expect, it } from "vitest";
import type { Condition } from "@/lib/policy/rules.schema";
import { formOf, judgeForm, operatorsFor, valueKind } from "./condition-form";

const path = "args.x";
const CONDITIONS: Condition[] = [
  { path, op: "gt", value: 1000 },
  { path, op: "eq", value: "1001" },
  { path, op: "eq", value: true },
  { path, op: "in", value: ["a", "b"] },
  { path, op: "not_in", value: ["a, b", '"', "c"] },
  { path, op: "in", value: [1, "1"] },
  { path, op: "in", value: [1, 2.5] },
  { path, op: "regex", value: "^a" },
  { path, op: "contains", value: 3 },
  { path, op: "exists", value: false },
];

describe("a condition in its row of controls", () => {
  it.each(CONDITIONS)("comes back as the same condition: $op $value", (condition) => {
    expect(judgeForm(formOf(condition), undefined)).toEqual({ ok: true, condition });
  });

  it("reads a value as the schema types it, whatever it looks like", () => {
    const form = { path, op: "eq", value: "1001", as: "number" } as const;
    const typed = (type: "string" | "number") =>
      judgeForm(form, { path, type, choices: [] }) as { condition?: Condition };
    expect(typed("string").condition?.value).toBe("1001");
    expect(typed("number").condition?.value).toBe(1001);
  });

  it.each([
    [{ path, op: "gt", value: "", as: "number" }, "Give a number"],
    [{ path, op: "gt", value: "12,5", as: "number" }, "Give a number"],
    [{ path, op: "in", value: " , ", as: "string" }, "Give a value"],
    [{ path, op: "in", value: "[1", as: "number" }, "Give a number"],
    [{ path: "x", op: "eq", value: "1", as: "string" }, /^A path begins with args\./],
    [{ path, op: "in", value: '[{"a":1}]', as: "string" }, /./],
  ] as const)("says what is amiss in %j", (form, message) => {
    const judged = judgeForm(form, undefined);
    expect(judged.ok ? "" : judged.message).toMatch(message);
  });

  it("offers what can hold for the type, and what is in use", () => {
    expect(operatorsFor("number", "gt")).not.toContain("regex");
    expect(operatorsFor("number", "regex")).toContain("regex");
    expect(valueKind("eq", { path, type: "any", choices: ["a"] })).toBe("string");
    expect(valueKind("eq", undefined)).toBeNull();
  });
});
