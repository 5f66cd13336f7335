import { expect, it } from "vitest";
import { actFits, placesFor, recordPath } from "./palette-items";
import { PLACES } from "./places";

it("offers every place of the console, and narrows them by name or group", () => {
  const all = PLACES.flatMap(({ places }) => places.map(({ label }) => label));
  expect(placesFor(" ").map(({ label }) => label)).toEqual(all);
  expect(placesFor("led").map(({ label }) => label)).toEqual(["Ledger"]);
  expect(placesFor("gate").map(({ label }) => label)).toContain("Grants");
});

it("leads to a record only where its place exists", () => {
  expect(recordPath({ kind: "server", id: "1" })).toBe("/servers/1");
  expect(recordPath({ kind: "decision", id: "try-1" })).toBe("/decisions/try-1");
  const places = PLACES.flatMap(({ places: inside }) => inside.map(({ path }) => path));
  expect(recordPath({ kind: "member", id: "1" }) !== null).toBe(places.includes("/members"));
});

it("finds an act by any of its words, in any order", () => {
  expect(actFits("Create a grant", "grant cre")).toBe(true);
  expect(actFits("Create a grant", "grant delete")).toBe(false);
});
