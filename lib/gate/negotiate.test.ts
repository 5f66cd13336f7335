import { describe, expect, it } from "vitest";
import { accepts } from "./negotiate";

const JSON_TYPE = "application/json";
const EVENTS = "text/event-stream";

describe("an Accept header", () => {
  it.each<[string | undefined, string, boolean]>([
    ["application/json, text/event-stream", JSON_TYPE, true],
    ["application/json, text/event-stream", EVENTS, true],
    ["text/event-stream;q=0.5,application/json;q=0.9", EVENTS, true],
    ["APPLICATION/JSON", JSON_TYPE, true],
    ["application/json;charset=utf-8", JSON_TYPE, true],
    ["*/*", JSON_TYPE, true],
    ["text/*", EVENTS, true],
    ["text/*", JSON_TYPE, false],
    ["*/*, text/event-stream;q=0", EVENTS, false],
    ["text/event-stream;q=0.0", EVENTS, false],
    ["text/*;q=0, text/event-stream", EVENTS, true],
    ["application/json-seq", JSON_TYPE, false],
    ["application/problem+json", JSON_TYPE, false],
    ["text/event-stream;q=nonsense", EVENTS, false],
    ["", JSON_TYPE, false],
    [undefined, JSON_TYPE, false],
  ])("%j allows %s: %s", (header, type, expected) => {
    expect(accepts(header, type)).toBe(expected);
  });
});
