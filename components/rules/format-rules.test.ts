import fc from "fast-check";
import { expect, it } from "vitest";
import { formatRules } from "./format-rules";

it("puts keys in reading order, tools by name, and short things on one line", () => {
  const stored = {
    hide: ["get-env"],
    tools: {
      "get-sum": { deny_if: [{ op: "gt", path: "args.a", value: 1000 }] },
      echo: { limits: [{ max: 30, scope: "grant", window: "minute", counter: "echo" }] },
      version: {},
    },
    default: "deny",
    version: 1,
  };
  expect(formatRules(stored)).toBe(`{
  "version": 1,
  "default": "deny",
  "hide": ["get-env"],
  "tools": {
    "echo": {
      "limits": [
        {
          "counter": "echo",
          "window": "minute",
          "max": 30,
          "scope": "grant"
        }
      ]
    },
    "get-sum": {
      "deny_if": [
        { "path": "args.a", "op": "gt", "value": 1000 }
      ]
    },
    "version": {}
  }
}`);
});

it("changes nothing but order and white space", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
      const plain: unknown = JSON.parse(JSON.stringify(value));
      expect(JSON.parse(formatRules(plain))).toEqual(plain);
    }),
  );
});
