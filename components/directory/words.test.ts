import { expect, it } from "vitest";
import { EVENT_WORDS } from "@/lib/directory/note-event";
import { changeWords, eventWords, roleWords } from "./words";

it("every word that an event may have is said in words", () => {
  for (const word of EVENT_WORDS) expect(eventWords(word)).not.toBe(word);
  expect(eventWords("something-new")).toBe("something-new");
});

const CALLED = {
  roles: [{ role: "own-1", name: "Release" }],
  places: [
    { id: "w1", name: "Research" },
    { id: "w2", name: "Production" },
  ],
};
const stays = {
  ...{ does: "change", roleNow: "viewer", roleThen: "viewer", gains: [], loses: [], why: null },
  ...{ workspacesNow: ["w1"], workspacesThen: ["w1"] },
};

it.each([
  [{ does: "end", roleNow: "admin", roleThen: null, workspacesThen: null }, /^Admin → out/],
  [{ does: "add", roleNow: null, workspacesNow: null }, /^comes in as Viewer, seeing Research$/],
  [{ roleThen: "auditor" }, /^Viewer → Auditor$/],
  [
    { roleThen: "own-1", gains: ["a"], loses: ["b", "c"] },
    /^Viewer → Release \(gains 1, loses 2 permissions\)$/,
  ],
  [{ roleThen: "gone", loses: ["b"] }, /^Viewer → A role of your own \(loses 1 permission\)$/],
  [{ workspacesThen: "every" as const }, /^sees every workspace instead of Research$/],
  [
    { roleThen: "auditor", workspacesNow: [], workspacesThen: ["w1", "w2", "w3"] },
    /^Viewer → Auditor; sees Production, Research, 1 that you do not see instead of no workspace$/,
  ],
  [{ does: "stays", why: "last-owner" }, /^stays: the last/],
])("what becomes of a person is said: %j", (change, words) => {
  expect(changeWords({ ...stays, ...change }, CALLED)).toMatch(words);
});

it("no role is said as that", () => {
  expect(roleWords(null)).toBe("No role");
});
