import { expect, it } from "vitest";
import type { RulesDocument } from "@/lib/policy/rules.schema";
import { effectiveState } from "./effective-state";
import { setToolState, targetsUnder } from "./set-state";

const limits = [{ counter: "c", window: "minute", max: 3, scope: "grant" }] as const;
const RULES: RulesDocument = {
  version: 1,
  default: "deny",
  hide: ["env"],
  tools: { echo: { limits: [...limits] } },
};

it.each(["echo", "env", "new"])("brings %s to every state that can be chosen", (tool) => {
  for (const target of ["refused", "hidden"] as const) {
    expect(effectiveState(setToolState(RULES, tool, target), tool).state).toBe(target);
  }
  const state = effectiveState(setToolState(RULES, tool, "allowed"), tool).state;
  expect(["allowed", "limited"]).toContain(state);
});

it("keeps a hidden tool's limits for when it is shown again", () => {
  const hidden = setToolState(RULES, "echo", "hidden");
  expect(effectiveState(setToolState(hidden, "echo", "allowed"), "echo").state).toBe("limited");
});

it("leaves no empty hide list behind, and the given rules as they were", () => {
  expect(setToolState(RULES, "env", "refused")).not.toHaveProperty("hide");
  expect(RULES.hide).toEqual(["env"]);
});

it("offers no plain refusal under a default of allow", () => {
  expect(targetsUnder({ version: 1, default: "allow" })).toEqual(["allowed", "hidden"]);
});
