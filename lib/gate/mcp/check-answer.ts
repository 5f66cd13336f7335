import type { JsonObject, JsonValue } from "@/lib/kernel";
import { isJsonObject } from "./json-object";
import type { RpcId } from "./message";

/** The member of a list's result that holds the list. */
const LISTS: Readonly<Record<string, string>> = {
  "tools/list": "tools",
  "resources/list": "resources",
  "resources/templates/list": "resourceTemplates",
  "prompts/list": "prompts",
};

/**
 * Whether a server's message is the answer to a request that the gate reads itself, and if it is,
 * what is wrong with it. An answer of another shape must not reach a client that would read "no
 * tools" from it: it is the server's fault, and is told as one.
 *
 * @returns "other" for a message that answers something else, null for a sound answer, or the fault
 */
export function checkAnswer(asked: Asked, message: JsonValue): "other" | string | null {
  const answer = Array.isArray(message) ? message.find((one) => answers(asked.id, one)) : message;
  if (answer === undefined || !answers(asked.id, answer)) return "other";
  const { result, error } = answer;
  if (isJsonObject(error)) return null;
  if (!isJsonObject(result)) return "has neither a result nor an error";
  if (asked.method === "initialize")
    return typeof result.protocolVersion === "string" && isJsonObject(result.capabilities)
      ? null
      : "names no protocol version or no capabilities";
  const list = LISTS[asked.method];
  return list === undefined || Array.isArray(result[list]) ? null : `has no list of ${list}`;
}

/** A request whose answer the gate reads. */
export type Asked = { readonly id: RpcId; readonly method: string };

function answers(id: RpcId, message: JsonValue): message is JsonObject {
  return isJsonObject(message) && !("method" in message) && message.id === id;
}
