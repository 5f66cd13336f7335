import { describe, expect, it } from "vitest";
import type { Permission } from "../permissions";
import { EVERY_WORKSPACE, type Reach } from "../reach";
import { grantBeyond, keyBeyond, lessened, type Maker } from "./judge-made";

const some = (...workspaces: string[]): Reach => ({ every: false, workspaces });
const maker = (reach: Reach, ...permissions: Permission[]): Maker => ({
  reach,
  permissions: new Set(permissions),
});
const key = (reach: Reach, ...capabilities: string[]) => ({ reach, capabilities });
const ALL = EVERY_WORKSPACE;

describe("a key goes beyond its maker", () => {
  it.each([
    ["by what they do not hold", key(ALL, "rules:write"), maker(ALL, "servers:read"), true],
    ["not by what they hold", key(ALL, "servers:read"), maker(ALL, "servers:read"), false],
    ["never where they hold everything", key(ALL, "rules:write"), maker(ALL, "admin:all"), false],
    ["by holding everything", key(ALL, "admin:all"), maker(ALL, "servers:read"), true],
    ["by seeing every workspace", key(ALL, "servers:read"), maker(some("a"), "servers:read"), true],
    ["by another one", key(some("a", "b"), "servers:read"), maker(some("a"), "servers:read"), true],
    ["not by one of theirs", key(some("a"), "servers:read"), maker(ALL, "servers:read"), false],
    ["not by what nobody knows", key(ALL, "tea:make"), maker(ALL, "servers:read"), false],
  ])("%s", (_what, held, who, beyond) => {
    expect(keyBeyond(held, who) !== null).toBe(beyond);
    // What is left never goes beyond, and nothing is added where nothing went beyond.
    expect(keyBeyond(lessened(held, who), who)).toBeNull();
  });
});

it.each([
  [key(ALL, "rules:write", "servers:read"), maker(ALL, "servers:read"), ["servers:read"], ALL],
  [key(ALL, "rules:write"), maker(ALL, "servers:read"), [], ALL],
  [
    key(ALL, "admin:all"),
    maker(ALL, "grants:read", "servers:read"),
    ["grants:read", "servers:read"],
    ALL,
  ],
  [key(ALL, "servers:read"), maker(some("a"), "servers:read"), ["servers:read"], some("a")],
  [
    key(some("a", "b"), "servers:read"),
    maker(some("b", "c"), "servers:read"),
    ["servers:read"],
    some("b"),
  ],
])("is left what its maker could give it: %#", (held, who, capabilities, reach) => {
  expect(lessened(held, who)).toEqual({ capabilities, reach });
});

it("a grant goes beyond who may make none, or none there", () => {
  expect(grantBeyond("a", maker(ALL, "grants:write"))).toBe(false);
  expect(grantBeyond("a", maker(some("a"), "admin:all"))).toBe(false);
  expect(grantBeyond("a", maker(some("b"), "grants:write"))).toBe(true);
  expect(grantBeyond("a", maker(ALL, "grants:read"))).toBe(true);
});
