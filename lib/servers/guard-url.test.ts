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

  it("takes nothing that is not an address", () => {
    expect(addressAllowed("example.com", "evaluation")).toBe(false);
  });
});
