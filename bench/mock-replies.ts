/*
 * What the mock server says, over HTTP and over standard input and output alike.
 */
type Message = { readonly id?: number | string; readonly method?: string };

const TOOL = {
  name: "echo",
  description: "Says what it was told.",
  inputSchema: {
    type: "object",
    properties: { message: { type: "string" }, amount: { type: "number" } },
    required: ["message"],
  },
};
const INITIALISED = JSON.stringify({
  protocolVersion: "2025-11-25",
  capabilities: { tools: {} },
  serverInfo: { name: "mock", version: "1" },
});
const TOOLS = JSON.stringify({ tools: [TOOL] });
const CALLED = JSON.stringify({ content: [{ type: "text", text: "it was said" }] });

/** The reply to one message, in ASCII, or null where it wants none. */
export function replyTo(text: string): { readonly text: string; readonly begins: boolean } | null {
  const { id, method } = JSON.parse(text) as Message;
  if (id === undefined || method === undefined) return null;
  const begins = method === "initialize";
  const result =
    method === "tools/call"
      ? CALLED
      : begins
        ? INITIALISED
        : method === "tools/list"
          ? TOOLS
          : "{}";
  return { text: `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":${result}}`, begins };
}
