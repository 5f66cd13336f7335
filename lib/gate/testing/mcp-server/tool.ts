import type { RequestHandlerExtra } from "@modelcontextprotocol/sdk/shared/protocol.js";
import type {
  CallToolResult,
  ServerNotification,
  ServerRequest,
  Tool,
} from "@modelcontextprotocol/sdk/types.js";

/** What a running tool can do beside answering: tell, ask, close its stream. */
export type Running = RequestHandlerExtra<ServerRequest, ServerNotification>;
export type Arguments = Readonly<Record<string, unknown>>;

export type FixtureTool = {
  readonly title?: string;
  readonly description: string;
  readonly inputSchema?: Tool["inputSchema"];
  readonly run: (args: Arguments, running: Running) => CallToolResult | Promise<CallToolResult>;
};

/** A result of one text. */
export function text(said: string): CallToolResult {
  return { content: [{ type: "text", text: said }] };
}

/** Lets `milliseconds` pass. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** The schema of an object whose members are texts, each needed. */
export function texts(...names: string[]): Tool["inputSchema"] {
  const properties = Object.fromEntries(names.map((name) => [name, { type: "string" }]));
  return { type: "object", properties, required: names };
}
