import { expect, it } from "vitest";
import type { Limit } from "@/lib/policy/rules.schema";
import { blankLimit, judgeLimit, limitFormOf } from "./limit-form";

const LIMITS: Limit[] = [
  { counter: "echo", window: "minute", max: 30, scope: "grant" },
  { counter: "spend", window: "day", max: 99.5, scope: "tenant", increment_from: "args.amount" },
];

it.each(LIMITS)("comes back as the same limit: $counter", (limit) => {
  expect(judgeLimit(limitFormOf(limit))).toEqual({ ok: true, limit });
});

it.each([
  [{ max: "" }, "max"],
  [{ max: "-1" }, "max"],
  [{ max: "99999999999999999" }, "max"],
  [{ counter: "two words" }, "counter"],
  [{ from: "amount" }, "from"],
] as const)("says which of its controls is amiss: %j", (patch, field) => {
  const form = { ...limitFormOf(LIMITS[0] as Limit), ...patch };
  expect(judgeLimit(form)).toMatchObject({ ok: false, field });
});

it("counts a new limit under a name of its own", () => {
  expect(blankLimit("get sum", ["get-sum", "get-sum-2"]).counter).toBe("get-sum-3");
});
