import { expect, it } from "vitest";
import { EVENT_WORDS } from "@/lib/directory/note-event";
import { changeWords, eventWords, roleWords } from "./words";

it("every word that an event may have is said in words", () => {
  for (const word of EVENT_WORDS) expect(eventWords(word)).not.toBe(word);
  expect(eventWords("something-new")).toBe("something-new");
});

it.each([
  [{ does: "end", roleNow: "admin", roleThen: null, why: null }, /^Admin → out/],
  [{ does: "add", roleNow: null, roleThen: "viewer", why: null }, /^comes in as Viewer$/],
  [
    { does: "change-role", roleNow: "viewer", roleThen: "auditor", why: null },
    /^Viewer → Auditor$/,
  ],
  [{ does: "stays", roleNow: "owner", roleThen: "owner", why: "last-owner" }, /^stays: the last/],
])("what becomes of a person is said: %j", (change, words) => {
  expect(changeWords(change)).toMatch(words);
});

it("no role is said as that", () => {
  expect(roleWords(null)).toBe("No role");
});
