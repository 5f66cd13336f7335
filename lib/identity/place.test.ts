import { describe, expect, it } from "vitest";
import { POLICY_SECTIONS } from "@/lib/access";
import { clientChange } from "./judge-client";
import { placeOf } from "./place";

const named = [
  { name: "Company", networks: ["10.0.0.0/8", "2001:db8::/32"] },
  { name: "Office Berlin", networks: ["10.1.0.0/16", "203.0.113.0/25"] },
  { name: "Door", networks: ["10.1.0.7"] },
];

describe("a place", () => {
  it.each([
    ["127.0.0.1", "loopback", null],
    ["::1", "loopback", null],
    ["192.168.4.4", "private", null],
    ["172.31.0.1", "private", null],
    ["172.32.0.1", "public", null],
    ["fd00::1", "private", null],
    ["fe80::1", "private", null],
    ["100.64.0.1", "private", null],
    ["198.51.100.7", "public", null],
    ["10.2.3.4", "private", "Company"],
    ["10.1.3.4", "private", "Office Berlin"],
    ["10.1.0.7", "private", "Door"],
    ["203.0.113.7", "public", "Office Berlin"],
    ["203.0.113.200", "public", null],
    ["2001:db8:7::1", "public", "Company"],
  ])("of %s is %s, called %s", (address, network, name) => {
    expect(placeOf(address, named)).toEqual({ network, name });
  });
  it.each([null, "", "somewhere", "10.1.0.7/8"])("of %s is none", (address) => {
    expect(placeOf(address, named)).toBeNull();
  });
});

describe("a session that moves", () => {
  const at = (address: string | null) => ({ address, userAgent: null });
  it.each([
    ["within a network of one name goes on", "10.1.0.9", "10.1.250.9", null],
    ["to another family of one name goes on", "10.9.0.9", "2001:db8::9", null],
    ["from one name to another asks again", "10.1.0.9", "10.2.0.9", "network-changed"],
    [
      "out of a named part of its network asks again",
      "203.0.113.7",
      "203.0.113.200",
      "network-changed",
    ],
    ["into a named network asks again", "198.51.100.7", "10.1.0.9", "network-changed"],
    ["where nothing is named goes by its network", "198.51.100.7", "198.51.100.9", null],
  ] as const)("%s", (_what, then, now, change) => {
    expect(clientChange(at(then), at(now), named)).toBe(change);
  });
});

describe("what an organisation names its networks", () => {
  const judge = (namedNetworks: unknown) =>
    POLICY_SECTIONS.sessions.safeParse({ namedNetworks }).success;
  it.each([
    ["nothing", [], true],
    ["a name with networks", [{ name: "Office", networks: ["192.0.2.0/24"] }], true],
    ["a name without a network", [{ name: "Office", networks: [] }], false],
    ["every address there is", [{ name: "Office", networks: ["0.0.0.0/0"] }], false],
    ["what is no network", [{ name: "Office", networks: ["office"] }], false],
    ["no name", [{ name: " ", networks: ["192.0.2.0/24"] }], false],
    [
      "one name twice",
      [
        { name: "Office", networks: ["192.0.2.0/24"] },
        { name: "office ", networks: ["198.51.100.0/24"] },
      ],
      false,
    ],
  ])("is judged: %s", (_what, given, holds) => {
    expect(judge(given)).toBe(holds);
  });
});
