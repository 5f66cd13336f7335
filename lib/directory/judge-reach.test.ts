import { describe, expect, it } from "vitest";
import { joinPlaces } from "@/lib/access";
import { type Sees, sameReach, sameSees, seesColumn, seesFrom } from "./judge-reach";

describe("the workspaces of a person by their groups", () => {
  it.each([
    [[], null],
    [[null, null], null],
    [[null, ["a"]], ["a"]],
    [
      [
        ["b", "a"],
        ["a", "c"],
      ],
      ["a", "b", "c"],
    ],
    [[["a"], "every", null], "every"],
  ] as [Sees[], Sees][])("%j are %j", (mapped, sees) => {
    expect(joinPlaces(mapped)).toEqual(sees);
  });

  it("are read as they were written, whatever the order, and a list of none says nothing", () => {
    for (const sees of [null, "every", ["a", "b"]] as Sees[])
      expect(seesFrom(seesColumn(sees))).toEqual(sees);
    expect(seesFrom(seesColumn([]))).toBeNull();
    expect(sameSees(["b", "a"], ["a", "b", "a"])).toBe(true);
    expect(sameSees(null, ["a"])).toBe(false);
  });

  it("are the same for a member only where they see neither more nor less", () => {
    const some = { every: false, workspaces: ["b", "a"] };
    expect(sameReach(some, { every: false, workspaces: ["a", "b"] })).toBe(true);
    expect(sameReach(some, { every: false, workspaces: ["a"] })).toBe(false);
    expect(sameReach(some, { every: true, workspaces: [] })).toBe(false);
    const none = { every: false, workspaces: [] };
    expect(sameReach(none, { every: true, workspaces: [] })).toBe(false);
  });
});
