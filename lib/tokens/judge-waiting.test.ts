import { expect, it } from "vitest";
import { givesWay } from "./judge-waiting";

const waiting = (...addresses: (string | null)[]) =>
  addresses.map((address, n) => ({ id: String(n), address }));

it.each([
  ["nobody where nobody waits", [], null],
  ["the oldest where each network has one", ["192.0.2.1", "198.51.100.1", "2001:db8::1"], "0"],
  [
    "the oldest of the busiest network, not the oldest of all",
    ["192.0.2.1", "198.51.100.1", "198.51.100.2"],
    "1",
  ],
  [
    "one of many networks that somebody holds within one of IPv6",
    ["192.0.2.1", "2001:db8:7:1::1", "2001:db8:7:2::1"],
    "1",
  ],
  [
    "one of many networks that somebody holds within one block of IPv6",
    ["192.0.2.1", "203.0.113.1", "2001:db8:1::1", "2001:db8:2::1", "2001:db8:3::1"],
    "2",
  ],
  [
    "within a block the one of the busiest network",
    ["192.0.2.1", "2001:db8:1::1", "2001:db8:2::1", "2001:db8:2::2"],
    "2",
  ],
  ["one of those that say no address, as of one network", ["192.0.2.1", null, null], "1"],
  [
    "the oldest of two that are as busy",
    ["192.0.2.1", "198.51.100.1", "198.51.100.2", "192.0.2.2"],
    "0",
  ],
] as const)("%s gives way", (_name, addresses, id) => {
  expect(givesWay(waiting(...addresses))?.id ?? null).toBe(id);
});
