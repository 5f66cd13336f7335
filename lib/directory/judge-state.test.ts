import { expect, it } from "vitest";
import { stateOf } from "./judge-state";

const at = new Date("2030-01-08T00:00:00Z");
const heard = (hoursAgo: number) => new Date(+at - hoursAgo * 3_600_000);
const seen = { live: true, heardAt: heard(1), refused: false, silentAfterHours: 24, at };

it.each([
  ["heard and done", {}, "working"],
  ["never heard", { heardAt: null }, "waiting"],
  ["refused last", { refused: true }, "failing"],
  ["without a good token", { live: false, refused: true }, "cut-off"],
  ["heard just within its time", { heardAt: heard(24) }, "working"],
  ["heard no more", { heardAt: heard(25) }, "silent"],
  [
    "heard no more, where silence is no fault",
    { heardAt: heard(900), silentAfterHours: null },
    "working",
  ],
  ["refused last, and heard no more", { heardAt: heard(900), refused: true }, "failing"],
] as const)("a directory %s is told as such", (_name, part, state) => {
  expect(stateOf({ ...seen, ...part })).toBe(state);
});
