import { describe, expect, it } from "vitest";
import { outcomeOfMessage, outcomeOfReply } from "./outcome-watch";

const message = (rest: object) => JSON.stringify({ jsonrpc: "2.0", id: 1, ...rest });

describe("the outcome a message tells", () => {
  it.each([
    ["a result", message({ result: { content: [] } }), "answered"],
    ["a tool's own error", message({ result: { content: [], isError: true } }), "tool_error"],
    ["isError that says no", message({ result: { isError: false } }), "answered"],
    ["a protocol error", message({ error: { code: 1, message: "" } }), "upstream_error"],
    ["isError spelled with escapes", '{"id":1,"result":{"is\\u0045rror":true}}', "tool_error"],
    [
      "a batch with the answer",
      `[${message({ id: 2, result: {} })},${message({ result: {} })}]`,
      "answered",
    ],
    ["an answer to another request", message({ id: 2, result: {} }), null],
    ["the same id as a text", message({ id: "1", result: {} }), null],
    ["a server's own request with the same id", message({ method: "roots/list" }), null],
    ["a notification", '{"method":"notifications/progress"}', null],
    ["no JSON", "{", null],
    ["nothing", "", null],
  ])("%s", (_name, text, outcome) => {
    expect(outcomeOfMessage(text, 1)).toBe(outcome);
  });

  it("is not mistaken for what a result merely contains", () => {
    const text = message({ result: { content: [{ type: "text", text: '{"isError":true}' }] } });
    expect(outcomeOfReply(Buffer.from(text), 1)).toBe("answered");
    const nested = message({ result: { structuredContent: { isError: true, error: 1 } } });
    expect(outcomeOfReply(Buffer.from(nested), 1)).toBe("answered");
  });
});
