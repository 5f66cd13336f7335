import { describe, expect, it } from "vitest";
import { clientAddress, type ForwardedHeader, parseNetworks } from "./client-address";
import { loadConfig } from "./config";

const TRUSTED = "10.0.0.0/8, 127.0.0.1, 2001:db8:ff::/48";
const from = (peer: string, value: string | undefined, header: ForwardedHeader) => {
  const networks = parseNetworks(TRUSTED);
  if (networks === null) throw new Error("no networks");
  return clientAddress(peer, value, { networks, header });
};

describe("by X-Forwarded-For", () => {
  it.each([
    ["nothing stands there", "10.0.0.1", undefined, "10.0.0.1"],
    ["a stranger says it", "192.0.2.9", "198.51.100.7", "192.0.2.9"],
    ["a trusted proxy says it", "10.0.0.1", "198.51.100.7", "198.51.100.7"],
    ["the client wrote something first", "10.0.0.1", "203.0.113.1, 198.51.100.7", "198.51.100.7"],
    [
      "the client names a trusted proxy",
      "10.0.0.1",
      "1.1.1.1, 10.9.9.9, 198.51.100.7",
      "198.51.100.7",
    ],
    ["it came through two of ours", "10.0.0.1", "6.6.6.6, 198.51.100.7, 10.0.0.2", "198.51.100.7"],
    ["all are ours", "10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"],
    ["the nearest hop is no address", "10.0.0.1", "198.51.100.7, unknown", "10.0.0.1"],
    ["the nearest hop is empty", "10.0.0.1", "198.51.100.7,", "10.0.0.1"],
    ["a hop of ours named nobody", "10.0.0.1", "evil, 10.0.0.2", "10.0.0.2"],
    ["there is a port", "10.0.0.1", "198.51.100.7:4711", "198.51.100.7"],
    ["it is IPv6", "2001:db8:ff::1", "2001:DB8::7", "2001:db8::7"],
    ["it is IPv6 with a port", "10.0.0.1", "[2001:db8::7]:443", "2001:db8::7"],
    ["IPv4 comes as IPv6", "::ffff:10.0.0.1", "::ffff:198.51.100.7", "198.51.100.7"],
    ["it has a zone", "10.0.0.1", "fe80::1%eth0", "10.0.0.1"],
    ["the peer has a zone", "fe80::1%eth0", "198.51.100.7", "fe80::1"],
    ["it is a number that some take for an address", "10.0.0.1", "3325256711", "10.0.0.1"],
    ["it is octal", "10.0.0.1", "0306.063.0144.07", "10.0.0.1"],
  ])("%s", (_when, peer, value, client) => {
    expect(from(peer, value, "x-forwarded-for")).toBe(client);
  });

  it("a chain without end is not followed without end", () => {
    const chain = ["198.51.100.7", ...Array<string>(100).fill("10.0.0.2")].join(", ");
    expect(from("10.0.0.1", chain, "x-forwarded-for")).toBe("10.0.0.2");
  });
});

describe("by Forwarded", () => {
  it.each([
    ["one hop", "for=198.51.100.7", "198.51.100.7"],
    ["quoted IPv6 with a port", 'For="[2001:db8::7]:4711";proto=https', "2001:db8::7"],
    [
      "the client wrote something first",
      "for=1.1.1.1, for=198.51.100.7;by=10.0.0.1",
      "198.51.100.7",
    ],
    ["through two of ours", "for=198.51.100.7, for=10.0.0.2", "198.51.100.7"],
    ["hidden", "for=198.51.100.7, for=_gazonk", "10.0.0.1"],
    ["unknown", "for=unknown", "10.0.0.1"],
    ["an element that names nobody", "for=198.51.100.7, proto=https", "10.0.0.1"],
    ["named twice", "for=198.51.100.7;for=1.1.1.1", "10.0.0.1"],
    ["a quotation that swallows the proxy's word", 'for="1.1.1.1, for=198.51.100.7', "10.0.0.1"],
    ["one that ends in the proxy's", 'for="a, for="198.51.100.7"', "10.0.0.1"],
    ["what is another header's", "198.51.100.7", "10.0.0.1"],
    ["an escape in it", 'for="\\198.51.100.7"', "10.0.0.1"],
  ])("%s", (_when, value, client) => {
    expect(from("10.0.0.1", value, "forwarded")).toBe(client);
  });
});

it.each([
  "0.0.0.0/0",
  "::/0",
  "10.0.0.0/33",
  "10.0.0.0/x",
  "10.0.0/8",
  "proxy.local",
  "fe80::1%e/64",
  "10.0.0.0/8/8",
])("trusts nobody by %s", (text) => {
  expect(parseNetworks(text)).toBeNull();
});

it("a setting that is not understood stops the start, and none trusts nobody", () => {
  const load = (text?: string) =>
    loadConfig({
      NODE_ENV: "test",
      PORTCULLIS_MODE: "evaluation",
      PORTCULLIS_TRUSTED_PROXIES: text,
    });
  expect(() => load("10.0.0.0/0")).toThrow("PORTCULLIS_TRUSTED_PROXIES");
  expect(load().trustedProxies).toBeNull();
  expect(load(" ").trustedProxies).toBeNull();
  expect(load("10.0.0.0/8").trustedProxies).toMatchObject({ header: "x-forwarded-for" });
});
