import { expect, it } from "vitest";
import { standingAgainst } from "./judge-outage";

const at = (minute: number) => new Date(Date.UTC(2027, 0, 1, 0, minute));
const outages = [
  { name: "Main", since: at(10) },
  { name: "Other", since: at(20) },
];
it.each([
  ["nothing was ever proven", [null, null], ["Main", "Other"]],
  ["signed in before both", [at(5), null], ["Main", "Other"]],
  ["signed in on the moment the first began", [at(10), null], ["Other"]],
  ["a factor proven between them", [at(5), at(15)], ["Other"]],
  ["a factor proven after both", [at(5), at(20)], []],
] as const)("%s", (_what, proven, names) => {
  expect(standingAgainst(outages, proven).map(({ name }) => name)).toEqual(names);
});
