import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InexactNumber, parseStrictJson, stringifyJson } from "./json";

const parse = (text: string, maxDepth = 16) => parseStrictJson(Buffer.from(text), { maxDepth });

describe("strict JSON", () => {
  it("reads every JSON value exactly as JSON.parse does, and writes it back", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const text = JSON.stringify(value);
        const keysClash = /"([^"]*)":.*"\1":/i.test(text);
        fc.pre(!keysClash && text.isWellFormed() && !/\\ud[89a-f]/i.test(text));
        const parsed = parse(text);
        expect(JSON.parse(stringifyJson(parsed))).toEqual(JSON.parse(text));
      }),
    );
  });

  it.each([
    ['{"a":1,"a":2}', "a key twice"],
    ['{"name":1,"Name":2}', "keys that differ in case"],
    ['{"a":1,"\\u0061":2}', "the same key through an escape"],
    ['{"ask":1,"a\u017fk":2}', "keys that some readers fold together"],
    ["{} {}", "a second value"],
    ["[1,]", "a trailing comma"],
    ["01", "a leading zero"],
    ["+1", "a plus sign"],
    ["NaN", "not a number"],
    ["'a'", "single quotes"],
    ['"\u0001"', "a control character"],
    ['"\\ud800"', "half a surrogate pair"],
    ['"\\x41"', "an unknown escape"],
    ['"abc', "an open string"],
    ['"abc\\', "an open escape"],
    ["", "nothing"],
    ["tru", "half a word"],
    ["\ufeff{}", "a byte order mark"],
    ["[".repeat(40) + "]".repeat(40), "deep nesting"],
  ])("refuses %j: %s", (text) => {
    expect(() => parse(text)).toThrowError(expect.objectContaining({ code: "malformed_json" }));
  });

  it("refuses bytes that are not UTF-8", () => {
    expect(() => parseStrictJson(Uint8Array.of(0x22, 0xff, 0x22), { maxDepth: 4 })).toThrow();
  });

  it.each(["9007199254740993", "1e400", "0.1000000000000000055", "123456789012345678901234567890"])(
    "keeps %s as written, since a double cannot hold it",
    (text) => {
      expect(parse(text)).toBeInstanceOf(InexactNumber);
      expect(stringifyJson(parse(`{"a":[${text}]}`))).toBe(`{"a":[${text}]}`);
    },
  );

  it.each(["0.1", "1.50", "1e3", "1000000000000000000000", "9007199254740992", "-0", "5e-324"])(
    "holds %s as a number",
    (text) => expect(typeof parse(text)).toBe("number"),
  );

  it.each([
    ["a long run of zeros before the last digit", `1.${"0".repeat(1_000_000)}1`],
    ["a long run of zeros at the end", `1.5${"0".repeat(1_000_000)}`],
    ["a long run of zeros at the beginning", `0.${"0".repeat(1_000_000)}1`],
    ["an endless exponent", `1e${"9".repeat(1_000_000)}`],
  ])("reads a number with %s in a moment", (_, text) => {
    const before = performance.now();
    expect(stringifyJson(parse(`[${text}]`))).toHaveLength(
      typeof parse(text) === "number" ? 5 : text.length + 2,
    );
    expect(performance.now() - before).toBeLessThan(1_000);
  });

  it("refuses a text that holds more values than any call needs", () => {
    expect(parse(`[${"0,".repeat(99_998)}0]`)).toHaveLength(99_999);
    expect(() => parse(`[${"0,".repeat(99_999)}0]`)).toThrow("more than 100000 values");
  });

  it("allows keys that differ in case where it is told to, the same key never", () => {
    const read = (text: string) =>
      parseStrictJson(Buffer.from(text), { maxDepth: 4, caseVariants: "allow" });
    expect(stringifyJson(read('{"id":1,"ID":2}'))).toBe('{"id":1,"ID":2}');
    expect(() => read('{"id":1,"id":2}')).toThrow();
  });

  it("gives objects no prototype, so that __proto__ is a key like any other", () => {
    const value = parse('{"__proto__":{"admin":true}}');
    expect(Object.getPrototypeOf(value)).toBeNull();
    expect(stringifyJson(value)).toBe('{"__proto__":{"admin":true}}');
  });
});
