import { describe, expect, it } from "vitest";
import { domainName, domainOf } from "./domain-name";

describe("a domain", () => {
  it.each([
    ["Example.TEST", "example.test"],
    [" acme.test. ", "acme.test"],
    ["bücher.test", "xn--bcher-kva.test"],
    ["a-b.c-d.test", "a-b.c-d.test"],
  ])("%j is asked for as %s", (text, name) => expect(domainName(text)).toBe(name));

  it.each([
    ...["", "test", "10.0.0.1", "0x7f.1", "[::1]", "a..test", ".test", "-a.test", "a-.test"],
    ...[
      "a_b.test",
      "acme.test:53",
      "acme.test/x",
      "acme.test?x",
      "acme test",
      "*.test",
      "a@b.test",
    ],
    ...[`${"a".repeat(64)}.test`, `${"a.".repeat(130)}test`],
  ])("%j is none", (text) => expect(domainName(text)).toBeNull());
});

describe("the domain of a mail address", () => {
  it("is what stands after the one at sign", () => {
    expect(domainOf("Ada@Acme.test")).toBe("acme.test");
    for (const one of ["bücher.test", "BÜCHER.Test", "bu\u0308cher.test", "xn--bcher-kva.test"])
      expect(domainOf(`ada@${one}`)).toBe("xn--bcher-kva.test");
  });

  it.each([
    ...["acme.test", "@acme.test", "a@b@acme.test", "ada@", "a b@acme.test", '"a"@acme.test'],
    ...["ada@evil.test\u0000.acme.test", "ada\u200b@acme.test", "ada@acme.test,eve@evil.test"],
    "Ada <ada@acme.test>",
    // What DNS would take for the same domain, and whoever reads or compares the address would not.
    ...["ada@acme.test.", "ada@ acme.test", "ada@acme\u3002test", "ada@ac\u200bme.test"],
    ...[
      "ada@\uff41cme.test",
      "ada@ac\u00adme.test",
      "ada@bu\u0308cher\uff0etest",
      "ada@\u212amart.test",
    ],
  ])("is nothing for %j", (text) => expect(domainOf(text)).toBeNull());
});
