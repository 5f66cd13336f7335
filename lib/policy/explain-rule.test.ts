import { expect, it } from "vitest";
import { describeCondition, describeLimit } from "./describe-rule";
import { explainRule } from "./explain-rule";

const document = {
  version: 1,
  default: "deny",
  tools: {
    "get-sum": { deny_if: [{ path: "args.a", op: "gt", value: 1000 }] },
    echo: { limits: [{ counter: "echo", window: "minute", max: 30, scope: "grant" }] },
    "a/b": { require: [{ path: "args.env", op: "in", value: ["dev", "test"] }] },
  },
};

it.each([
  [
    "/tools/get-sum/deny_if/0",
    "It is refused when a is above 1000, or a is missing or of another type.",
  ],
  [
    "/tools/echo/limits/0",
    "The limit for echo is 30 calls a minute for each grant, and it was used up.",
  ],
  ["/tools/a~1b/require/0", "It requires that env is one of dev, test, and that did not hold."],
  ["(default deny)", "The rules do not list it, and what is not listed is refused."],
  ["(hidden)", "The tool is hidden by the server's rules."],
])("says of %s: %s", (rule, why) => {
  expect(explainRule(rule, document).why).toBe(why);
});

it("names a rule that the document does not hold, and does not guess", () => {
  expect(explainRule("/tools/gone/deny_if/3", document).why).toBe(
    "The rule /tools/gone/deny_if/3 refused it.",
  );
  expect(explainRule("/tools/get-sum/deny_if/0", undefined).why).toContain(
    "/tools/get-sum/deny_if/0",
  );
});

it("puts conditions and limits in words", () => {
  expect(describeCondition({ path: "args.x", op: "exists", value: false })).toBe("x is not given");
  expect(
    describeLimit({
      counter: "spend",
      window: "day",
      max: 500,
      scope: "tenant",
      increment_from: "args.amount",
    }),
  ).toBe("500 of amount a day in the whole organisation");
});
