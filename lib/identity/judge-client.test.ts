import { describe, expect, it } from "vitest";
import { type Client, clientChange, deviceClass, networkOf } from "./judge-client";

const LINUX = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36";
const NEWER = LINUX.replace("140", "141");
const PHONE =
  "Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36";
const TABLET =
  "Mozilla/5.0 (Linux; Android 16; SM-X910) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36";
const IPAD = "Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148";
const IPHONE =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148";

describe("a device", () => {
  it.each([
    [LINUX, "computer"],
    [PHONE, "phone"],
    [IPHONE, "phone"],
    [TABLET, "tablet"],
    [IPAD, "tablet"],
    ["curl/8.5.0", "program"],
    ["portcullis/0.1.0", "program"],
    ["", "program"],
  ])("that calls itself %s is a %s", (userAgent, kind) => {
    expect(deviceClass(userAgent)).toBe(kind);
  });
});

describe("a network", () => {
  it.each([
    ["203.0.113.7", "203.0.113.0/24"],
    ["2001:db8:1:2::7", "2001:db8:1::/48"],
    ["2001:0DB8:0001::", "2001:db8:1::/48"],
    ["2001:db8::7", "2001:db8:0::/48"],
    ["::2", "0:0:0::/48"],
    ["127.0.0.1", "loopback"],
    ["127.8.9.1", "loopback"],
    ["::1", "loopback"],
    ["somewhere", null],
    ["", null],
  ])("of %s is %s", (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});

describe("a session", () => {
  const began: Client = { address: "203.0.113.7", userAgent: LINUX };
  it.each([
    ["goes on in the same network", began, { ...began, address: "203.0.113.200" }, null],
    ["goes on after an update of its browser", began, { ...began, userAgent: NEWER }, null],
    ["asks again elsewhere", began, { ...began, address: "198.51.100.7" }, "network-changed"],
    ["asks again by the other family", began, { ...began, address: "::2" }, "network-changed"],
    ["asks again from nowhere", began, { ...began, address: null }, "network-changed"],
    ["asks again on a phone", began, { ...began, userAgent: PHONE }, "device-changed"],
    ["asks again by a program", began, { ...began, userAgent: "curl/8" }, "device-changed"],
    ["asks again of no name", began, { ...began, userAgent: null }, "device-changed"],
    ["is not bound to what nobody knew", { address: null, userAgent: null }, began, null],
    ["is not bound to what is no address", { ...began, address: "pipe" }, began, null],
  ] as [string, Client, Client, string | null][])("%s", (_name, then, now, change) => {
    expect(clientChange(then, now)).toBe(change);
  });
});
