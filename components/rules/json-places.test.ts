import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseWithPlaces, placeOf } from "./json-places";

const TEXT = `{
  "version": 1,
  "tools": {
    "a/b": { "deny_if": [
      { "path": "args.x" }
    ] }
  }
}`;

describe("parseWithPlaces", () => {
  it("reads any JSON to what JSON.parse reads", () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 5 }),
        fc.integer({ min: 0, max: 2 }),
        (value, indent) => {
          const text = JSON.stringify(value, null, indent);
          const parsed = parseWithPlaces(text);
          expect(parsed.ok && JSON.stringify(parsed.value)).toBe(JSON.stringify(JSON.parse(text)));
        },
      ),
    );
  });

  it("knows the line of every value by its pointer, and of the nearest one around what is missing", () => {
    const parsed = parseWithPlaces(TEXT);
    if (!parsed.ok) throw new Error(parsed.fault.message);
    expect(placeOf(parsed.places, "/tools/a~1b")).toEqual({ line: 4, column: 5 });
    expect(placeOf(parsed.places, "/tools/a~1b/deny_if/0/path").line).toBe(5);
    expect(placeOf(parsed.places, "/tools/a~1b/deny_if/0/op").line).toBe(5);
    expect(placeOf(parsed.places, "/default")).toEqual({ line: 1, column: 1 });
  });

  it.each([
    ['{"a": 1,\n "a": 2}', 2, 'The key "a" is there twice'],
    ['{"a": 1}\n\nx', 3, "There is something after the end, found x"],
    ['{"a": \n}', 2, "Expected a value, found }"],
    ['{"a" 1}', 1, "Expected a colon after the key, found 1"],
    ['{"a": 1 "b"}', 1, 'Expected a comma or }, found "'],
    ["[1,]", 1, "Expected a value, found ]"],
    ["{'a': 1}", 1, "Expected text in double quotes, found '"],
    ['{"a": 01}', 1, "This is not valid JSON: 01"],
    ["", 1, "Expected a value, found the end"],
    ["[".repeat(40), 1, "Nested too deeply"],
  ])("locates the fault in %j", (text, line, message) => {
    const parsed = parseWithPlaces(text);
    expect(parsed.ok ? null : parsed.fault).toMatchObject({ line, message });
  });
});
