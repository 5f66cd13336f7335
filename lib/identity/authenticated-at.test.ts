import { expect, it } from "vitest";
import { isAfresh } from "./authenticated-at";

const asked = Date.parse("2026-03-01T12:00:00Z") / 1000;
const at = new Date((asked + 30) * 1000);
const told = (seconds: number) => new Date((asked + seconds) * 1000);

it.each([
  ["after it was asked for", told(10), true],
  ["a moment before, by a clock that is behind", told(-120), true],
  ["before it was asked for", told(-121), false],
  ["in the future, by a clock that is a little ahead", told(150), true],
  ["in the future", told(151), false],
  ["at a time nobody says", null, false],
  ["at a time that is none", new Date(Number.NaN), false],
])("somebody who was authenticated %s is taken as they should be", (_when, when, fresh) => {
  expect(isAfresh(asked, when, at)).toBe(fresh);
});
