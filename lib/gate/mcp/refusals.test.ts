import { expect, it } from "vitest";
import { refusedRequest, refusedToolCall, unknownMethod, unknownTool } from "./refusals";

const told = { rule: "/tools/a/deny_if/0", requestId: "request-1", retryAt: null };

it("a refused tool call is a tool result that names the rule and the request id", () => {
  expect(JSON.parse(refusedToolCall("id", told))).toEqual({
    jsonrpc: "2.0",
    id: "id",
    result: {
      content: [
        {
          type: "text",
          text: "Portcullis refused this call by the rule /tools/a/deny_if/0. Request id: request-1.",
        },
      ],
      isError: true,
    },
  });
});

it("a limit says when its window ends", () => {
  const retryAt = new Date("2026-11-21T05:18:00.000Z");
  const { result } = JSON.parse(refusedToolCall(1, { ...told, retryAt }));
  expect(result.content[0].text).toBe(
    "Portcullis refused this call by the rule /tools/a/deny_if/0. Try again at 2026-11-21T05:18:00Z. Request id: request-1.",
  );
});

it("a refused request that is no tool call is an error", () => {
  expect(JSON.parse(refusedRequest(1, told))).toMatchObject({ id: 1, error: { code: -32010 } });
});

it("a hidden tool under default allow answers as the official server's unknown one", () => {
  expect(JSON.parse(unknownTool(1, "x")).result).toEqual({
    content: [{ type: "text", text: "MCP error -32602: Tool x not found" }],
    isError: true,
  });
});

it("an unknown method is an error of the protocol", () => {
  expect(JSON.parse(unknownMethod(2))).toEqual({
    jsonrpc: "2.0",
    id: 2,
    error: { code: -32601, message: "Method not found" },
  });
});
