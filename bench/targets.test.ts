import { expect, it } from "vitest";
import type { Result } from "./result";
import { judge } from "./targets";

const result = (
  name: string,
  ratios: Record<string, number>,
  more: Partial<Result> = {},
): Result => {
  return { name, unit: "calls/s", value: 1, ratios, ...more };
};

it("a ratio below its target is missed by the share of the target that is lacking", () => {
  expect(judge([result("gate.c32", { naive: 0.6, direct: 0.1 })])).toEqual([
    {
      name: "gate.c32",
      figure: "naive",
      value: 0.6,
      wanted: 0.8,
      met: false,
      missedBy: expect.closeTo(0.25),
    },
  ]);
});

it("a time above its target is missed, one at its target is met", () => {
  const added = (milliseconds: number) =>
    judge([result("gate.c1", {}, { added_p50_ms: milliseconds })])[0];
  expect(added(1.5)).toMatchObject({ met: false, missedBy: 0.5 });
  expect(added(1)).toMatchObject({ met: true, missedBy: 0 });
});

it("what was not measured is not judged", () => {
  expect(judge([result("gate.c8", { naive: 0.1 }), result("apikey.check", { miss: 1 })])).toEqual(
    [],
  );
});
