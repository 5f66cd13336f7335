import { expect, it } from "vitest";
import { judgeTelling, type Seen } from "./judge-telling";

const START = new Date("2030-01-01T00:00:00Z");

/** What was told, with the minute, of something that was seen each minute. */
function toldOf(amissAt: (minute: number) => boolean, minutes: number): string[] {
  let seen: Seen = { seenAmiss: false, turnedAt: null, toldAmiss: false };
  return Array.from({ length: minutes }, (_, minute) => {
    const judged = judgeTelling(seen, amissAt(minute), new Date(+START + minute * 60_000));
    seen = judged.seen;
    return judged.tell === null ? [] : [`${judged.tell} ${minute}`];
  }).flat();
}

it.each([
  ["what works", () => false, []],
  ["what fails from the first moment", () => true, ["failing 5"]],
  [
    "an outage of two hours, once when it began and once when it ended",
    (minute: number) => minute >= 10 && minute < 130,
    ["failing 15", "works 160"],
  ],
  ["an outage of four minutes", (minute: number) => minute >= 10 && minute < 14, []],
  ["what flaps by the minute", (minute: number) => minute % 2 === 0, []],
  [
    "what fails for an hour and then flaps every ten minutes, until it holds",
    (minute: number) => minute < 60 || (minute < 200 && minute % 20 < 10),
    ["failing 5", "works 220"],
  ],
  [
    "two outages with an hour between",
    (minute: number) => minute < 20 || (minute >= 80 && minute < 100),
    ["failing 5", "works 50", "failing 85", "works 130"],
  ],
])("of %s is told just that", (_name, amissAt, told) => {
  expect(toldOf(amissAt, 300)).toEqual(told);
});
