import { describe, expect, it } from "vitest";
import { permissionsOf } from "@/lib/access";
import { Problem } from "@/lib/kernel";
import { grantableCapabilities } from "./grantable-capabilities";

const admin = { permissions: permissionsOf("admin") };

function fieldsOf(wanted: string[]): unknown {
  try {
    grantableCapabilities(admin, wanted);
  } catch (error) {
    return error instanceof Problem ? error.extensions.fields : error;
  }
  return "granted";
}

describe("the capabilities of a new key", () => {
  it("are granted if the creator holds every one", () => {
    expect(grantableCapabilities(admin, ["servers:read", "grants:write"])).toEqual([
      "servers:read",
      "grants:write",
    ]);
  });

  it("are refused if the creator does not hold one", () => {
    expect(fieldsOf(["servers:read", "admin:all"])).toEqual([
      { path: "/capabilities/1", message: "You do not hold this capability" },
    ]);
  });

  it("are refused if one is not known, even by a name that every object has", () => {
    expect(fieldsOf(["constructor"])).toEqual([
      { path: "/capabilities/0", message: "There is no such capability" },
    ]);
  });

  it("are all grantable by an owner", () => {
    const owner = { permissions: permissionsOf("owner") };
    expect(grantableCapabilities(owner, ["admin:all"])).toEqual(["admin:all"]);
  });
});
