import { foldCase, type JsonObject, type JsonValue } from "@/lib/kernel";
import { isJsonObject } from "./json-object";
import {
  type GovernedMethod,
  isGoverned,
  passesUnjudged,
  passingNotification,
  RPC,
} from "./protocol";
import { RpcProblem } from "./rpc-problem";

export type RpcId = string | number;

/** A call that is judged and recorded. `message` is what goes upstream if it may. */
export type GovernedCall = {
  readonly kind: "call";
  readonly id: RpcId;
  readonly method: GovernedMethod;
  /** The tool's name, for `tools/call` only. */
  readonly tool: string | null;
  /** The named arguments, where the method has any. */
  readonly args: JsonObject | undefined;
  readonly message: JsonObject;
};

/** What passes without a decision: a known request, a notification, or a client's answer. */
export type PassingMessage =
  | {
      readonly kind: "request";
      readonly id: RpcId;
      readonly method: string;
      readonly message: JsonObject;
    }
  | { readonly kind: "notification"; readonly method: string; readonly message: JsonObject }
  | { readonly kind: "answer"; readonly message: JsonObject };

/** What the protocol does not know goes nowhere: a request has an id to answer, a notification none. */
export type UnknownMessage = {
  readonly kind: "unknown";
  readonly id: RpcId | null;
  readonly method: string;
};

export type ClientMessage = GovernedCall | PassingMessage | UnknownMessage;

const MAX_NAME = 256;
const MAX_ID = 256;
/** The members of a call that servers act by. */
const PARAMS = ["name", "arguments", "task", "uri", "ref", "argument", "context", "_meta"];

/**
 * Classifies one parsed JSON-RPC message. Anything that two readers could classify differently
 * (both a request and an answer, members the protocol does not know, a call sent as a notification)
 * is refused.
 *
 * @throws Problem `invalid_request`
 */
export function classifyMessage(value: JsonValue): ClientMessage {
  if (Array.isArray(value))
    throw new RpcProblem("Batches are not part of this protocol; send one message a request.");
  if (!isJsonObject(value)) throw new RpcProblem("The body must be one JSON-RPC message.");
  if (value.jsonrpc !== "2.0") throw new RpcProblem('The message must say "jsonrpc": "2.0".');
  return "method" in value ? classifyMethod(value) : classifyAnswer(value);
}

function classifyMethod(message: JsonObject): ClientMessage {
  onlyMembers(message, ["jsonrpc", "id", "method", "params"]);
  const { method, params } = message;
  if (!isName(method))
    throw new RpcProblem("The method must be a text of 1 to 256 printable characters.");
  if (params !== undefined && !isJsonObject(params))
    throw new RpcProblem("The params must be an object.");
  if (!("id" in message)) return classifyNotification(message, method);
  const id = idOf(message);
  if (isGoverned(method)) return governedCall(message, id, method, params ?? {});
  if (passesUnjudged(method)) return { kind: "request", id, method, message };
  return { kind: "unknown", id, method };
}

/** A request without an id would run upstream with nobody to answer to: only notifications may. */
function classifyNotification(message: JsonObject, method: string): ClientMessage {
  if (!method.startsWith("notifications/")) throw new RpcProblem("A request must carry an id.");
  if (passingNotification(method)) return { kind: "notification", method, message };
  return { kind: "unknown", id: null, method };
}

function classifyAnswer(message: JsonObject): ClientMessage {
  onlyMembers(message, ["jsonrpc", "id", "result", "error"]);
  if ("result" in message === "error" in message)
    throw new RpcProblem(
      "A message is a request, a notification, or an answer with a result or an error.",
    );
  idOf(message);
  return { kind: "answer", message };
}

function governedCall(
  message: JsonObject,
  id: RpcId,
  method: GovernedMethod,
  params: JsonObject,
): GovernedCall {
  refuseLookalikes(params);
  if (method !== "tools/call" && method !== "prompts/get")
    return { kind: "call", id, method, tool: null, args: undefined, message };
  const { name, arguments: args } = params;
  if (!isName(name))
    throw new RpcProblem(
      "The name must be a text of 1 to 256 printable characters.",
      RPC.invalidParams,
    );
  if (args !== undefined && !isJsonObject(args))
    throw new RpcProblem("The arguments must be an object.", RPC.invalidParams);
  const tool = method === "tools/call" ? name : null;
  return { kind: "call", id, method, tool, args, message: withoutTask(message, params) };
}

/**
 * A member that is one of the protocol's but for its case would be nothing to the rules, and to a
 * server that reads names without regard to case it would be the arguments.
 */
function refuseLookalikes(params: JsonObject): void {
  for (const name of Object.keys(params)) {
    if (!PARAMS.includes(name) && PARAMS.includes(foldCase(name)))
      throw new RpcProblem(
        "The params have a member that differs from the protocol's only in its case.",
        RPC.invalidParams,
      );
  }
}

/**
 * The gate does not offer tasks (`filter.ts` says why), and a receiver that does not must treat a call
 * that asks for one as an ordinary call.
 */
function withoutTask(message: JsonObject, params: JsonObject): JsonObject {
  if (!("task" in params)) return message;
  const { task: _, ...kept } = params;
  return { ...message, params: kept };
}

function idOf(message: JsonObject): RpcId {
  const { id } = message;
  if (typeof id === "string" && id.length <= MAX_ID) return id;
  if (typeof id === "number" && Number.isSafeInteger(id)) return id;
  throw new RpcProblem("The id must be an integer or a text of at most 256 characters.");
}

function onlyMembers(message: JsonObject, known: readonly string[]): void {
  for (const key of Object.keys(message)) {
    if (!known.includes(key))
      throw new RpcProblem("The message has a member JSON-RPC does not know.");
  }
}

/** Names go into records and refusals, so they are short and hold no control characters. */
function isName(value: JsonValue | undefined): value is string {
  return (
    typeof value === "string" &&
    value.length > 0 &&
    value.length <= MAX_NAME &&
    !/\p{Cc}|\p{Cf}|\p{Zl}|\p{Zp}/u.test(value)
  );
}

/** The id of a message that was refused, as far as it can be told; the answer carries it. */
export function idOfRefused(value: JsonValue): RpcId | null {
  if (!isJsonObject(value)) return null;
  const { id } = value;
  return typeof id === "string" || typeof id === "number" ? id : null;
}
