import { expect, it } from "vitest";
import { schemaPaths } from "./schema-paths";

it("names every argument of a tool as a condition names it, with its type and its choices", () => {
  const definition = {
    inputSchema: {
      type: "object",
      properties: {
        amount: { type: ["integer", "null"] },
        mode: { enum: ["fast", "safe", null] },
        customer: { properties: { id: { type: "string" } } },
        tags: { type: "array" },
        "not a path": { type: "string" },
      },
    },
  };
  expect(schemaPaths(definition)).toEqual([
    { path: "args.amount", type: "number", choices: [] },
    { path: "args.mode", type: "any", choices: ["fast", "safe"] },
    { path: "args.customer", type: "object", choices: [] },
    { path: "args.customer.id", type: "string", choices: [] },
    { path: "args.tags", type: "array", choices: [] },
  ]);
});

it("takes whatever a server gave for a definition", () => {
  for (const odd of [null, 1, "x", [], {}, { inputSchema: { properties: ["a"] } }]) {
    expect(schemaPaths(odd)).toEqual([]);
  }
});

it("ends where a schema goes on without end", () => {
  const loop: { properties: Record<string, unknown> } = { properties: {} };
  loop.properties.again = loop;
  expect(schemaPaths({ inputSchema: loop }).map(({ path }) => path)).toHaveLength(4);
});
