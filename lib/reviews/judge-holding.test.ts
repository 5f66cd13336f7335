import { expect, it } from "vitest";
import { certified, hasGrown, versionOf } from "./judge-holding";

const sees = ["every"];
const then = { role: "viewer", level: null, held: ["a", "b"], sees: ["1", "2"] };
it.each([
  ["the same", {}, false],
  ["less", { held: ["a"] }, false],
  ["nothing", { held: [] }, false],
  ["the same by another role", { role: "approver" }, false],
  ["one permission more, and one less", { held: ["a", "c"] }, true],
  ["the right to approve", { role: "approver", level: 1 }, true],
  ["what an owner is", { role: "owner" }, true],
  ["it in fewer workspaces", { sees: ["2"] }, false],
  ["it in no workspace", { sees: ["none"] }, false],
  ["it in one workspace more", { sees: ["1", "2", "3"] }, true],
  ["it in another workspace", { sees: ["1", "3"] }, true],
  ["it in every workspace", { sees }, true],
] as const)("who holds %s now", (_name, part, grown) => {
  expect(hasGrown(then, { ...then, ...part })).toBe(grown);
});

it("who saw every workspace sees no other, and what is not known is no less", () => {
  for (const before of [sees, []])
    expect(hasGrown({ ...then, sees: before }, { ...then, sees: ["3"] })).toBe(false);
  expect(hasGrown({ ...then, sees: ["none"] }, { ...then, sees: ["3"] })).toBe(true);
});

it("a level is held too, and who held everything can hold no permission more", () => {
  const approver = { role: "approver", level: 3, held: ["a"], sees };
  expect(hasGrown(approver, { ...approver, level: 4 })).toBe(true);
  expect(hasGrown(approver, { ...approver, level: 2 })).toBe(false);
  const all = { role: "Chief", level: null, held: ["admin:all"], sees };
  expect(hasGrown(all, { ...all, held: ["admin:all", "a"] })).toBe(false);
  expect(hasGrown(all, { ...all, role: "owner" })).toBe(true);
});

it("a version is of one subject, and of all that it holds in any order", () => {
  const now = { role: "Chief", roleRef: "1", level: 2, held: ["b", "a"], sees };
  const keys = certified(now);
  expect(keys).toEqual(["role:1", "level:2", "a", "b", "workspace:every"]);
  expect(certified({ ...now, held: ["a", "b"] })).toEqual(keys);
  const version = versionOf("member:1", keys);
  expect(version).toMatch(/^[0-9a-f]{64}$/);
  expect(versionOf("member:2", keys)).not.toBe(version);
  expect(versionOf("member:1", certified({ ...now, level: 3 }))).not.toBe(version);
  expect(versionOf("member:1", certified({ ...now, sees: ["1"] }))).not.toBe(version);
});
