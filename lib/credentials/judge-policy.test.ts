import { describe, expect, it } from "vitest";
import { POLICY_SECTIONS } from "@/lib/access";
import { allowedCapabilities, earlier, isFromAllowed, policyEnd } from "./judge-policy";

const form = POLICY_SECTIONS["api-keys"];
const policy = (part: object = {}) => form.parse(part);
const at = (text: string) => new Date(`${text}T00:00:00Z`);

describe("what an organisation says of keys", () => {
  it("is nothing until it says something", () => {
    expect(policyEnd(policy(), at("2026-01-01"))).toBeNull();
    expect(allowedCapabilities(policy(), ["admin:all"])).toEqual(["admin:all"]);
    expect(isFromAllowed(policy(), null)).toBe(true);
  });

  it("ends a key so many days after it was made, or sooner", () => {
    const end = policyEnd(policy({ maxAgeDays: 30 }), at("2026-01-01"));
    expect(end).toEqual(at("2026-01-31"));
    expect(earlier(end, at("2026-01-15"))).toEqual(at("2026-01-15"));
    expect(earlier(end, null)).toEqual(end);
    expect(earlier(null, null)).toBeNull();
  });

  it("takes from a key what it does not name, and from one that may do all too", () => {
    const narrow = policy({ capabilities: ["servers:read", "grants:read"] });
    expect(allowedCapabilities(narrow, ["servers:read", "rules:write"])).toEqual(["servers:read"]);
    expect(allowedCapabilities(narrow, ["admin:all"])).toEqual(["grants:read", "servers:read"]);
    expect(allowedCapabilities(narrow, ["rules:write"])).toEqual([]);
  });

  it.each([
    ["192.0.2.7", true],
    ["192.0.3.7", false],
    ["2001:db8::1", true],
    ["2001:db9::1", false],
    ["198.51.100.1", true],
    ["198.51.100.2", false],
    ["x", false],
    [null, false],
  ])("lets keys in from its networks alone: %s is %s", (address, may) => {
    const networks = ["192.0.2.0/24", "2001:db8::/32", "198.51.100.1"];
    expect(isFromAllowed(policy({ networks }), address)).toBe(may);
  });

  it.each([["::/1"], ["::ffff:0:0/96"], ["::/80"]])(
    "lets no IPv4 address in by %s, which would hold all of them",
    (network) => {
      expect(isFromAllowed(policy({ networks: [network] }), "192.0.2.7")).toBe(false);
      const both = policy({ networks: [network, "192.0.2.0/24", "::ffff:203.0.113.0/120"] });
      for (const address of ["192.0.2.7", "203.0.113.9"])
        expect(isFromAllowed(both, address)).toBe(true);
      expect(isFromAllowed(both, "198.51.100.1")).toBe(false);
    },
  );

  it.each([["0.0.0.0/0"], ["::/0"], ["10.0.0.0/33"], ["10.0.0"], ["example.com"], [""]])(
    "names no network as %j",
    (network) => {
      expect(form.safeParse({ networks: [network] }).success).toBe(false);
    },
  );
});
