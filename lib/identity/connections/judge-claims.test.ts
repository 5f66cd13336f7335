import { describe, expect, it } from "vitest";
import type { Claims } from "../claims";
import { groupsLeftOut, roleFromClaims, storedRules } from "./judge-claims";

const claims = (raw: Claims["raw"], groups: string[] = []): Claims => ({
  ...{ email: null, name: null },
  groups,
  raw,
});
const RULES = [
  { claim: "groups", value: "staff", role: "viewer" },
  { claim: "groups", value: "ops", role: "admin" },
  { claim: "department", value: "risk", role: "security_reviewer" },
] as const;

describe("the role that claims give", () => {
  it.each([
    [{ groups: ["staff"] }, "viewer", 0],
    [{ groups: ["staff", "ops"] }, "admin", 1],
    [{ groups: ["ops", "staff"] }, "admin", 1],
    [{ department: ["risk"], groups: ["staff"] }, "viewer", 0],
    [{ department: ["risk"] }, "security_reviewer", 2],
    [{ groups: ["STAFF", "ops ", "op", "staff,ops", ""] }, null, null],
    [{ Groups: ["ops"] }, null, null],
    [{}, null, null],
  ])("of %j is %s", (raw, role, rule) => {
    expect(roleFromClaims(claims(raw as Claims["raw"]), RULES, null)).toEqual({ role, rule });
  });

  it("is the default where no rule holds, and never what an object's own members are called", () => {
    expect(roleFromClaims(claims({}), RULES, "viewer")).toEqual({ role: "viewer", rule: null });
    const rules = [{ claim: "constructor", value: "Object", role: "admin" as const }];
    expect(roleFromClaims(claims({}), rules, null).role).toBeNull();
  });

  it("is found by groups that the provider calls by another name", () => {
    expect(roleFromClaims(claims({}, ["ops"]), RULES, null).role).toBe("admin");
  });

  it("is nothing by a stored rule that has lost its form", () => {
    const odd = [null, 1, {}, { claim: "a", value: "b", role: "king" }, ["a"], RULES[0]];
    expect(storedRules(odd)).toEqual([RULES[0]]);
    expect(storedRules({ 0: RULES[0] })).toEqual([]);
  });
});

describe("groups that are too many to be sent", () => {
  it.each([
    ["are named as claims elsewhere", { _claim_names: ["groups"] }, true],
    ["are said to be there", { hasgroups: ["true"] }, true],
    [
      "are a link",
      { "http://schemas.microsoft.com/claims/groups.link": ["https://graph.test"] },
      true,
    ],
    ["are not what stands elsewhere", { _claim_names: ["address"] }, false],
    ["are there", { groups: ["staff"] }, false],
  ])("%s", (_name, raw, left) => {
    expect(groupsLeftOut(claims(raw))).toBe(left);
  });
});
