import { expect, it } from "vitest";
import { saysSessionIsLost } from "./lost-session";

const said = (message: unknown) => JSON.stringify({ jsonrpc: "2.0", id: null, error: { message } });

it.each([
  "Bad Request: No valid session ID provided",
  "Bad Request: Mcp-Session-Id header is required",
  "Bad Request: Server not initialized",
  "Session not found",
])("a refusal that says '%s' means a session that is gone", (message) => {
  expect(saysSessionIsLost(said(message))).toBe(true);
});

it.each([said("Invalid params"), said("obsession"), said(7), "session", "", "{}", "null"])(
  "%s does not",
  (body) => {
    expect(saysSessionIsLost(body)).toBe(false);
  },
);
