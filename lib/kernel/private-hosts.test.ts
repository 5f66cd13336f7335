import { describe, expect, it } from "vitest";
import { loadConfig } from "./config";
import { addressAllowed, assertUrlAllowed, guardedLookup, type Reach } from "./guard-url";
import { parsePrivateHosts, privateAllowed } from "./private-hosts";

const reach = (text: string): Reach => ({
  mode: "production",
  privateHosts: parsePrivateHosts(text),
});
const SOME = reach("idp.corp.example, 10.20.0.0/16, 192.168.7.7, fd12:3456::/32");

describe("a private address", () => {
  it.each([
    ["10.20.1.1", null, true],
    ["192.168.7.7", null, true],
    ["fd12:3456::1", null, true],
    ["10.21.1.1", null, false],
    ["192.168.7.8", null, false],
    ["fd12:3457::1", null, false],
    ["10.21.1.1", "idp.corp.example", true],
    ["10.21.1.1", "IDP.corp.example.", true],
    ["10.21.1.1", "evil.idp.corp.example", false],
    ["10.21.1.1", "corp.example", false],
    ["8.8.8.8", null, true],
  ])("%s, under the name %s, may be reached: %s", (address, name, may) => {
    expect(addressAllowed(address, SOME, name)).toBe(may);
  });

  it.each([
    "169.254.169.254",
    "169.254.170.2",
    "168.63.129.16",
    "100.100.100.200",
    "fd00:ec2::254",
    "fd20:ce::254",
    "fe80::1",
    "127.0.0.1",
    "::1",
    "0.0.0.0",
    "::ffff:169.254.169.254",
    "::ffff:10.20.1.1",
    "224.0.0.1",
  ])("%s is never one, whatever leads to it", (address) => {
    const wide = reach("idp.corp.example, 10.0.0.0/8, 100.64.0.0/10, fc00::/7");
    expect(addressAllowed(address, wide, "idp.corp.example")).toBe(false);
  });

  it("is none where the setting is not there, and for whoever is not given it", () => {
    expect(addressAllowed("10.20.1.1", { mode: "production", privateHosts: null })).toBe(false);
    expect(addressAllowed("10.20.1.1", "production")).toBe(false);
    expect(privateAllowed({ ...parsedNothing() }, "10.20.1.1", "idp.corp.example")).toBe(false);
  });
});

const parsedNothing = () => {
  const parsed = parsePrivateHosts("");
  if (parsed === null) throw new Error("not parsed");
  return parsed;
};

it("an address is https all the same, and no other than those that are named", () => {
  expect(assertUrlAllowed("https://10.20.1.1/", SOME).hostname).toBe("10.20.1.1");
  expect(assertUrlAllowed("https://[fd12:3456::1]/", SOME).protocol).toBe("https:");
  for (const refused of [
    "http://10.20.1.1/",
    "https://10.21.1.1/",
    "https://169.254.169.254/latest/meta-data/",
    "https://0xa9fea9fe/",
    "https://127.0.0.1/",
    "https://ada:secret@10.20.1.1/",
  ]) {
    expect(() => assertUrlAllowed(refused, SOME)).toThrow();
  }
});

it("a name is judged by where it leads when it is connected to", async () => {
  const lookup = (by: Reach) =>
    new Promise<string>((resolve) => {
      guardedLookup(by)("localhost", { family: 4 }, (error, address) =>
        resolve(error === null ? String(address) : String(error.code)),
      );
    });
  // It leads to this machine, which no setting lets in.
  expect(await lookup(reach("localhost"))).toBe("EADDRREFUSED");
  expect(await lookup("evaluation")).toBe("127.0.0.1");
});

it.each([
  "0.0.0.0/0",
  "::/0",
  "8.8.8.0/24",
  "10.0.0.0/7",
  "127.0.0.1",
  "169.254.169.254",
  "169.254.0.0/16",
  "fe80::/10",
  "10.0.0.0/33",
  "10.0.0/8",
  "10.0.0.0/8/8",
  "*.corp.example",
  "https://idp.corp.example",
  "idp.corp.example:8443",
  "idp corp",
  "2852039166",
])("%s stops the start", (text) => {
  const load = (value: string) =>
    loadConfig({
      NODE_ENV: "test",
      PORTCULLIS_MODE: "evaluation",
      PORTCULLIS_PRIVATE_PROVIDERS: value,
    });
  expect(() => load(text)).toThrow("PORTCULLIS_PRIVATE_PROVIDERS");
  expect(load(" ").privateProviders).toBeNull();
  expect(load("idp.corp.example").privateProviders).not.toBeNull();
});
