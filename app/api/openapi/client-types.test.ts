import { describe, expect, it } from "vitest";
import { typeOf } from "./client-types";

describe("a type of the client", () => {
  it.each([
    [{ $ref: "#/components/schemas/Tool" }, "Tool"],
    [{ type: "number", const: 1 }, "1"],
    [{ type: "string", enum: ["a", 'b"'] }, '"a" | "b\\""'],
    [{ anyOf: [{ type: "string" }, { type: "null" }] }, "string | null"],
    [{ type: ["string", "null"] }, "string | null"],
    [{ type: "array", items: { type: "string", enum: ["a", "b"] } }, 'readonly ("a" | "b")[]'],
    [
      { type: "object", properties: { a: { type: "integer" }, "b-c": {} }, required: ["a"] },
      '{ readonly a: number; readonly "b-c"?: unknown }',
    ],
    [
      { type: "object", additionalProperties: { type: "boolean" } },
      "Readonly<Record<string, boolean>>",
    ],
    [{ type: "object", additionalProperties: {} }, "Readonly<Record<string, unknown>>"],
    [{}, "unknown"],
  ])("of %j is %s", (schema, type) => {
    expect(typeOf(schema)).toBe(type);
  });

  it("is not guessed where the description says something new", () => {
    expect(() => typeOf({ type: "tuple" })).toThrow("no type is known");
  });
});
