import { expect, it } from "vitest";
import { decisionState } from "./state";

it("gives every outcome a word of its own, and a refusal its word whatever stands beside it", () => {
  const outcomes = [
    "answered",
    "tool_error",
    "upstream_error",
    "timeout",
    "cancelled",
    "not_sent",
    "unknown",
    null,
  ];
  const words = outcomes.map((outcome) => decisionState({ decision: "allow", outcome }).word);
  expect(new Set(words).size).toBe(outcomes.length);
  expect(words).not.toContain("Refused");
  expect(decisionState({ decision: "refuse", outcome: null }).word).toBe("Refused");
});
