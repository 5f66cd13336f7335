import fc from "fast-check";

const COUNTERS = ["a", "b"] as const;
const drawnLimit = fc.record({
  counter: fc.constantFrom(...COUNTERS),
  max: fc.integer({ min: 0, max: 30 }),
  amount: fc.integer({ min: 0, max: 3 }),
});
const drawnCall = fc.record({
  at: fc.constantFrom<0 | 1>(0, 1),
  refuse: fc.boolean(),
  limits: fc.uniqueArray(drawnLimit, { maxLength: 2, selector: (limit) => limit.counter }),
});
/** A batch of calls at two places, some sent again, with ends of calls made before or in it. */
export const drawnBatch = fc.record({
  decides: fc.array(drawnCall, { maxLength: 6 }),
  again: fc.nat({ max: 3 }),
  settles: fc.array(fc.record({ at: fc.nat(), charge: fc.boolean() }), { maxLength: 5 }),
  settlesOwn: fc.boolean(),
  careful: fc.boolean(),
  between: fc.constantFrom<0 | 1 | null>(0, 1, null),
});
