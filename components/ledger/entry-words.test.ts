import { expect, it } from "vitest";
import { entryWords, nameReference } from "./entry-words";

it("shows a type it does not know as it is", () => {
  expect(entryWords("rules.published")).toBe("Rules published");
  expect(entryWords("licence.activated")).toBe("licence.activated");
});

it.each([
  ["server:1", { name: "everything", kind: "server", id: "1" }],
  ["grant:2", { name: "Grant", kind: null, id: "2" }],
  ["api-key:3", { name: "API key", kind: null, id: "3" }],
  ["tool:get:sum", { name: "get:sum", kind: "tool", id: null }],
  ["system:worker", { name: "Portcullis", kind: "worker", id: null }],
  ["unreadable", { name: "unreadable", kind: null, id: null }],
])("puts a name before the id of %s", (reference, expected) => {
  expect(nameReference(reference, { "server:1": "everything" })).toEqual(expected);
});
