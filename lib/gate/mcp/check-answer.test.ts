import { describe, expect, it } from "vitest";
import type { JsonValue } from "@/lib/kernel";
import { checkAnswer } from "./check-answer";

const answer = (result: JsonValue): JsonValue => ({ jsonrpc: "2.0", id: 3, result });
const check = (message: JsonValue, method = "tools/list") =>
  checkAnswer({ id: 3, method }, message);

describe("an answer that the gate reads", () => {
  it.each<[string, JsonValue]>([
    ["tools/list", { tools: [] }],
    ["resources/list", { resources: [] }],
    ["resources/templates/list", { resourceTemplates: [] }],
    ["prompts/list", { prompts: [] }],
    ["initialize", { protocolVersion: "2025-11-25", capabilities: {} }],
  ])("to %s is sound with what belongs to it, and not without", (method, result) => {
    expect(check(answer(result), method)).toBeNull();
    expect(check([answer(result)], method)).toBeNull();
    expect(check(answer({}), method)).toMatch(/^(?:has no list|names no)/);
    expect(check(answer([]), method)).toContain("neither");
    expect(check({ jsonrpc: "2.0", id: 3 }, method)).toContain("neither");
  });

  it("may be an error, which is the client's to read", () => {
    expect(check({ jsonrpc: "2.0", id: 3, error: { code: 1, message: "no" } })).toBeNull();
  });

  it.each<[string, JsonValue]>([
    ["of another id", { id: 4, result: { tools: [] } }],
    ["of an id of another type", { id: "3", result: { tools: [] } }],
    ["that is a request", { id: 3, method: "roots/list" }],
    ["that is no object", 3],
    ["that is null", null],
    ["of a batch without it", [{ id: 4, result: {} }]],
  ])("is not a message %s", (_what, message) => {
    expect(check(message)).toBe("other");
  });
});
