import { describe, expect, it } from "vitest";
import { addressAllowed, assertUrlAllowed, guardedLookup } from "./guard-url";

describe("the address guard", () => {
  it.each([
    "http://10.0.0.1/",
    "https://10.0.0.1/",
    "https://192.168.1.1/",
    "https://172.16.0.1/",
    "https://169.254.169.254/latest/meta-data",
    "https://127.0.0.1/",
    "https://0.0.0.0/",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:10.0.0.1]/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://017700000001/",
    "https://127.1/",
    "https://[fe80::1]/",
    "https://[fc00::1]/",
    "https://[64:ff9b::a00:1]/",
    "https://100.64.0.1/",
    "https://[::]/",
    "https://[2002:7f00:1::]/",
    "https://224.0.0.1/",
    "https://0x7f.0.0.1/",
    "https://0177.0.0.1/",
    "https://127.0.0.1./",
    "https://127%2e0%2e0%2e1/",
    "https://１２７.0.0.1/",
    "https://0xa9fea9fe/",
    "https://2852039166/",
    "https://100.100.100.200/",
    "https://192.0.0.192/",
    "https://168.63.129.16/",
    "https://[fd00:ec2::254]/",
    "https://[fd20:ce::254]/",
    "https://[::ffff:0:127.0.0.1]/",
    "https://[::127.0.0.1]/",
    "https://[::ffff:93.184.216.34]/",
    "http://example.com/",
    "ftp://example.com/",
    "file:///etc/passwd",
    "https://user:pw@example.com/",
    "https://example.com/#x",
    "not a url",
  ])("refuses %s in production", (url) => {
    expect(() => assertUrlAllowed(url, "production")).toThrowError(
      expect.objectContaining({ code: "url_refused" }),
    );
  });

  it.each([
    "https://example.com/mcp",
    "https://93.184.216.34/mcp",
    "https://[2606:2800:220:1::1]/",
  ])("takes %s", (url) => {
    expect(assertUrlAllowed(url, "production").href).toBeTruthy();
  });

  it.each(["http://localhost:3300/mcp", "http://127.0.0.1:3300/mcp", "http://[::1]:3300/mcp"])(
    "takes %s in evaluation only",
    (url) => {
      expect(assertUrlAllowed(url, "evaluation").href).toBe(url);
      expect(() => assertUrlAllowed(url, "production")).toThrow();
    },
  );

  it.each([
    "http://10.0.0.1/",
    "http://169.254.169.254/",
    "http://[fe80::1]/",
    "http://example.com/",
    "http://localhost.example.com/",
  ])("refuses %s in evaluation too", (url) =>
    expect(() => assertUrlAllowed(url, "evaluation")).toThrow(),
  );

  it("judges the address a name leads to at the moment of connecting", async () => {
    const look = (mode: "evaluation" | "production") =>
      new Promise((resolve) =>
        guardedLookup(mode)("localhost", { all: true }, (error, addresses) =>
          resolve(error?.code ?? addresses),
        ),
      );
    expect(await look("production")).toBe("EADDRREFUSED");
    expect(await look("evaluation")).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ address: expect.stringMatching(/^(127\.|::1)/) }),
      ]),
    );
  });

  it.each([
    "::2",
    "::5db8:d822",
    "::ffff:5db8:d822",
    "::ffff:93.184.216.34",
    "::ffff:0:5db8:d822",
    "64:ff9b::5db8:d822",
    "64:ff9b:1::1",
    "100::1",
    "100:0:0:1::1",
    "1fff:ffff::1",
    "2001::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:2::1",
    "2001:10::1",
    "2001:20::1",
    "2001:1ff:ffff::1",
    "2001:db8::1",
    "2002:5db8:d822::1",
    "2620:4f:8000::1",
    "3fff::1",
    "3fff:fff:ffff::1",
    "4000::1",
    "5f00::1",
    "8000::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "2606:2800:220:1::1%eth0",
    "fec0::1",
    "ff02::1",
  ])("refuses the IPv6 address %s in both modes", (address) => {
    expect(addressAllowed(address, "production")).toBe(false);
    expect(addressAllowed(address, "evaluation")).toBe(false);
  });

  it.each(["2001:200::1", "2001:4860:4860::8888", "2606:4700::1111", "2a00:1450::1", "3ffe::1"])(
    "takes the public IPv6 address %s",
    (address) => expect(addressAllowed(address, "production")).toBe(true),
  );

  it("takes loopback in evaluation in its own two forms only", () => {
    expect(addressAllowed("127.8.9.10", "evaluation")).toBe(true);
    expect(addressAllowed("::1", "evaluation")).toBe(true);
    expect(addressAllowed("::ffff:127.0.0.1", "evaluation")).toBe(false);
    expect(addressAllowed("::1", "production")).toBe(false);
  });

  it.each(["0x7f000001", "2130706433", "017700000001", "127.1", "0x7f.1", "", " 93.184.216.34"])(
    "takes %j for no address at all",
    (address) => expect(addressAllowed(address, "evaluation")).toBe(false),
  );

  it("takes nothing that is not an address", () => {
    expect(addressAllowed("example.com", "evaluation")).toBe(false);
  });
});
