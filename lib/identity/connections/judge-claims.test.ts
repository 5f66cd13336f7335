import { describe, expect, it } from "vitest";
import { findRoles, ROLES } from "@/lib/access";
import type { Claims } from "../claims";
import { grantedBy, groupsLeftOut, storedRules } from "./judge-claims";

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

const A = "01a1ff34-e798-7599-82e7-2bbf1ae13aa4";
const B = "01a1ff34-e798-7599-82e7-2bbf1ae13aa5";
/** Built-in roles only, so nothing is asked. */
const FOUND = await findRoles({} as Parameters<typeof findRoles>[0], ROLES);
const roleFromClaims = (...[of, rules, byDefault]: [Claims, Rules, string | null]) => {
  const { role, rule } = grantedBy(of, rules, byDefault, FOUND);
  return { role: role?.ref ?? null, rule };
};
type Rules = Parameters<typeof grantedBy>[1];

describe("the role that claims give", () => {
  it.each([
    [{ groups: ["staff"] }, "viewer", 0],
    [{ groups: ["staff", "ops"] }, "admin", 1],
    [{ groups: ["ops", "staff"] }, "admin", 1],
    [{ department: ["risk"], groups: ["staff"] }, "security_reviewer", 2],
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
    const owner = { claim: "a", value: "b", role: "owner" };
    expect(storedRules([...odd, owner, { ...owner, role: null }])).toEqual([RULES[0]]);
    expect(storedRules({ 0: RULES[0] })).toEqual([]);
    const places = { claim: "a", value: "b", role: null, workspaces: [A] };
    expect(storedRules([places, { ...places, workspaces: ["x"] }])).toEqual([places]);
  });

  it("is none by a role that is not there any more, where another rule gives one", () => {
    const rules = [{ claim: "groups", value: "staff", role: A }, RULES[0]];
    expect(roleFromClaims(claims({ groups: ["staff"] }), rules, null).role).toBe("viewer");
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

it("the workspaces that claims give are those of all rules that hold, and bring nobody in", () => {
  const rule = (
    value: string,
    workspaces: "every" | string[] | null,
    role: string | null = null,
  ) => ({
    ...{ claim: "groups", value, role },
    workspaces,
  });
  const rules = [
    rule("a", [A]),
    rule("b", [B], "viewer"),
    rule("c", "every"),
    rule("d", null, "viewer"),
  ];
  const given = (...groups: string[]) => {
    const { role, sees } = grantedBy(claims({ groups }), rules, null, FOUND);
    return [role?.ref ?? null, sees];
  };
  expect(given("a")).toEqual([null, [A]]);
  expect(given("a", "b")).toEqual(["viewer", [A, B]]);
  expect(given("b", "c")).toEqual(["viewer", "every"]);
  expect(given("d")).toEqual(["viewer", null]);
});
