import {
  InexactNumber,
  type JsonObject,
  type JsonValue,
  parseStrictJson,
  stringifyJson,
} from "@/lib/kernel";
import type { RpcId } from "../mcp/message";
import { readReply } from "../mcp/read-reply";

/** A message of a command, with the text that is passed on of it. */
export type ChildMessage = { readonly text: string } & (
  | { readonly kind: "request"; readonly id: RpcId }
  | { readonly kind: "notification"; readonly progressOf: RpcId | null }
  | { readonly kind: "answer"; readonly id: RpcId; readonly isError: boolean }
);

const MAX_DEPTH = 256;
const MAX_ID = 256;

/**
 * One line of a command's output as a message, or null if it is none. What two readers could take for
 * two messages, a key twice among it, is passed on as it was read here; all else as it came.
 */
export function readLine(line: Buffer): ChildMessage | null {
  let value: JsonValue;
  let text = line.toString("utf8");
  try {
    value = parseStrictJson(line, { maxDepth: MAX_DEPTH, caseVariants: "allow" });
    // A carriage return between two tokens is no end of a line here, but is one in an event.
    if (text.includes("\r")) text = stringifyJson(value);
  } catch {
    try {
      value = readReply(text);
      text = stringifyJson(value);
    } catch {
      return null;
    }
  }
  return isObject(value) ? classify(value, text) : null;
}

function classify(message: JsonObject, text: string): ChildMessage | null {
  const id = asId(message.id);
  if (typeof message.method === "string") {
    if (!("id" in message)) return { kind: "notification", text, progressOf: progressOf(message) };
    return id === null ? null : { kind: "request", id, text };
  }
  if (id === null || "result" in message === "error" in message) return null;
  return { kind: "answer", id, isError: "error" in message, text };
}

function progressOf({ method, params }: JsonObject): RpcId | null {
  return method === "notifications/progress" && isObject(params)
    ? asId(params.progressToken)
    : null;
}

/** A JSON-RPC id or a progress token. One that is longer than any of ours is none that is waited for. */
export function asId(value: JsonValue | undefined): RpcId | null {
  if (typeof value === "number") return value;
  return typeof value === "string" && value.length <= MAX_ID ? value : null;
}

/** An id as a key: the number 1 and the text "1" are two. */
export function keyOf(id: RpcId): string {
  return typeof id === "number" ? `n${id}` : `s${id}`;
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof InexactNumber)
  );
}
