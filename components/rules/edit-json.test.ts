import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { editJson } from "./edit-json";

const TYPED = `{
   "version": 1, "default": "deny",
   "hide":   [ "get-env" ],
   "tools": {
      "echo": { "limits": [] },

      "zeta": {}
   }
}
`;

describe("editJson", () => {
  it("replaces a value and leaves every other character as it was typed", () => {
    const edited = editJson(TYPED, ["hide"], ["get-env", "zeta"]);
    expect(edited).toBe(TYPED.replace('[ "get-env" ]', '["get-env", "zeta"]'));
  });

  it("adds a tool where its name is read, in the indentation that stands", () => {
    const edited = editJson(TYPED, ["tools", "get-sum"], {});
    expect(edited).toBe(TYPED.replace('      "zeta"', '      "get-sum": {},\n      "zeta"'));
  });

  it("adds at the end where the writer keeps an order of their own", () => {
    const text = '{\n  "tools": {\n    "b": {},\n    "a": {}\n  }\n}';
    expect(editJson(text, ["tools", "aa"], {})).toContain('"a": {},\n    "aa": {}\n');
  });

  it("makes what lies between, where a path leads further than the text", () => {
    expect(editJson('{ "version": 1 }', ["tools", "echo", "limits"], [])).toBe(
      '{\n  "version": 1,\n  "tools": {\n    "echo": { "limits": [] }\n  }\n}',
    );
  });

  it("takes a key out with its comma: the first, the last, and the only one", () => {
    const text = '{\n  "a": 1,\n  "b": 2\n}';
    expect(editJson(text, ["a"], undefined)).toBe('{\n  "b": 2\n}');
    expect(editJson(text, ["b"], undefined)).toBe('{\n  "a": 1\n}');
    expect(editJson('{ "a": 1 }', ["a"], undefined)).toBe("{}");
    expect(editJson(text, ["c", "d"], undefined)).toBe(text);
  });

  it("sets at any path what is then read there, and nothing else", () => {
    const name = fc.stringMatching(/^[a-e~/"]{1,2}$/);
    const tools = fc.dictionary(name, fc.record({ limits: fc.constant([]) }, { requiredKeys: [] }));
    const space = fc.integer({ min: 0, max: 3 });
    fc.assert(
      fc.property(
        tools,
        name,
        fc.option(fc.array(fc.integer())),
        space,
        (before, tool, value, indent) => {
          const text = JSON.stringify({ version: 1, tools: before }, null, indent);
          const edited = editJson(
            text,
            ["tools", tool],
            value === null ? undefined : { limits: value },
          );
          const expected = { ...before };
          if (value === null) delete expected[tool];
          else Object.assign(expected, { [tool]: { limits: value } });
          expect(JSON.parse(edited)).toEqual({ version: 1, tools: expected });
        },
      ),
    );
  });
});
