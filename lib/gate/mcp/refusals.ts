import type { RpcId } from "./message";
import { RPC } from "./protocol";

/** Why a call is refused, in the client's eyes. What the record says may be more. */
export type ToldRefusal = {
  readonly rule: string;
  readonly requestId: string;
  /** For a limit: when the window that is full ends. */
  readonly retryAt: Date | null;
};

/**
 * The answer to a refused tool call: a tool result, so that the model reads it and can go another
 * way. It names the rule and the request id and never the tool, so that the answers to a hidden
 * and to an unlisted tool are the same.
 */
export function refusedToolCall(id: RpcId, told: ToldRefusal): string {
  return toolError(id, refusalText(told));
}

/** The answer to a refused call that is not a tool call: those results have no room for a refusal. */
export function refusedRequest(id: RpcId, told: ToldRefusal): string {
  return rpcError(id, RPC.refusedByPolicy, refusalText(told));
}

/**
 * The answer to a hidden tool where unlisted tools pass: what the official SDK's server says of a
 * tool it does not know, in its order of members, since that is what the client would see if the
 * tool were not there.
 */
export function unknownTool(id: RpcId, tool: string): string {
  const text = `MCP error ${RPC.invalidParams}: Tool ${tool} not found`;
  const result = { content: [{ type: "text", text }], isError: true };
  return JSON.stringify({ result, jsonrpc: "2.0", id });
}

/** The answer to a method the gate does not know, and therefore does not pass on. */
export function unknownMethod(id: RpcId): string {
  return rpcError(id, RPC.methodNotFound, "Method not found");
}

function refusalText({ rule, requestId, retryAt }: ToldRefusal): string {
  const retry = retryAt === null ? "" : ` Try again at ${retryAt.toISOString().slice(0, 19)}Z.`;
  return `Portcullis refused this call by the rule ${rule}.${retry} Request id: ${requestId}.`;
}

function toolError(id: RpcId, text: string): string {
  const result = { content: [{ type: "text", text }], isError: true };
  return JSON.stringify({ jsonrpc: "2.0", id, result });
}

function rpcError(id: RpcId, code: number, message: string): string {
  return JSON.stringify({ jsonrpc: "2.0", id, error: { code, message } });
}
