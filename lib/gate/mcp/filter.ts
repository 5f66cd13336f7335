import type { JsonObject, JsonValue } from "@/lib/kernel";
import { isJsonObject } from "./json-object";

/** What a grant may see of a server, from its rules. */
export type View = {
  /** Whether a tool of this name is listed. */
  readonly toolIsListed: (name: string) => boolean;
  /** Whether resources, templates and prompts are listed. */
  readonly listsOthers: boolean;
};

const OTHER_LISTS = ["resources", "resourceTemplates", "prompts"] as const;

/**
 * A server's message as the grant may see it: tools that are not listed are taken out, on whatever
 * page and in whatever order they come; the other lists are emptied where they are not allowed.
 * Works by the shape of the result, not by the request it answers, since a resumed stream delivers
 * answers to requests that another process forwarded.
 */
export function filterMessage(message: JsonValue, view: View): JsonValue {
  if (Array.isArray(message)) return message.map((one) => filterMessage(one, view));
  if (!isJsonObject(message) || !isJsonObject(message.result)) return message;
  const result = filterResult(message.result, view);
  return result === message.result ? message : { ...message, result };
}

function filterResult(result: JsonObject, view: View): JsonObject {
  let seen = result;
  if (Array.isArray(result.tools))
    seen = { ...seen, tools: result.tools.filter((tool) => isListed(tool, view)) };
  if (isJsonObject(result.capabilities))
    seen = { ...seen, capabilities: offered(result.capabilities) };
  if (!view.listsOthers) seen = withoutOthers(seen);
  return seen;
}

function isListed(tool: JsonValue, view: View): boolean {
  return isJsonObject(tool) && typeof tool.name === "string" && view.toolIsListed(tool.name);
}

/** Emptied lists end: a cursor would have the client page through nothing. */
function withoutOthers(result: JsonObject): JsonObject {
  let seen = result;
  for (const list of OTHER_LISTS) {
    if (!Array.isArray(result[list])) continue;
    const { nextCursor: _, ...rest } = seen;
    seen = { ...rest, [list]: [] };
  }
  return seen;
}

/**
 * What a server can do, through the gate. Tasks are not offered: a task's result would be fetched by
 * id, outside the call that was judged, and ids of one grant would serve another that shares the
 * upstream credential. Changes of what is listed are announced whether or not the server announces
 * its own, since rules change too.
 */
function offered(capabilities: JsonObject): JsonObject {
  const { tasks: _, ...seen } = capabilities;
  for (const list of ["tools", "resources", "prompts"]) {
    const has = seen[list];
    if (isJsonObject(has)) seen[list] = { ...has, listChanged: true };
  }
  return seen;
}
