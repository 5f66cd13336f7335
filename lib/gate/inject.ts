import { type JsonObject, stringifyJson } from "@/lib/kernel";
import type { GrantRoute, ServerTarget, StdioTarget } from "@/lib/servers";
import type { Exchange } from "./exchange";
import type { McpSession } from "./mcp/sessions";
import type { StdioRequest } from "./stdio/request";
import type { HttpRequest } from "./upstream/client";
import type { UpstreamRequest } from "./upstream/port";

/**
 * What of the client's headers goes upstream, by method. Nothing else does: no Authorization, no
 * Cookie. To resume a stream is a GET's alone: only there every message of the answer is filtered.
 */
const PASSED = {
  POST: ["mcp-protocol-version"],
  GET: ["mcp-protocol-version", "last-event-id"],
  DELETE: ["mcp-protocol-version"],
} as const;
const TRACEPARENT = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The first revision whose clients know an event without data. */
const PRIMING_SINCE = "2025-11-25";

/**
 * Step 9. Builds the request to the upstream: the address or the command that is registered and no
 * other, the message written from what was judged, the upstream's own session, and the server's
 * credential.
 */
export function inject(
  exchange: Exchange,
  grant: GrantRoute,
  session: McpSession | null,
  message: JsonObject | null,
): UpstreamRequest {
  const { target } = grant;
  return target.kind === "stdio"
    ? toCommand(exchange, grant, target, session, message)
    : toAddress(exchange, grant, target, session, message);
}

/** A command knows no headers: the message is all it gets, and its credential it has had at its start. */
function toCommand(
  exchange: Exchange,
  grant: GrantRoute,
  target: StdioTarget,
  session: McpSession | null,
  message: JsonObject | null,
): StdioRequest {
  const { headers, method } = exchange.request;
  exchange.trace?.callsUpstream(null);
  const lastEventId = headers["last-event-id"];
  const version = headers["mcp-protocol-version"];
  return {
    kind: "stdio",
    method: method as StdioRequest["method"],
    target,
    grant,
    grantHash: exchange.grantHash ?? Buffer.alloc(0),
    session,
    message,
    lastEventId: method === "GET" && typeof lastEventId === "string" ? lastEventId : null,
    takesPriming: typeof version === "string" && version >= PRIMING_SINCE,
  };
}

/** Addresses taken apart once for as long as their route is known. */
const addresses = new WeakMap<object, URL>();

function addressOf(target: Extract<ServerTarget, { readonly kind: "http" }>): URL {
  const known = addresses.get(target);
  if (known !== undefined) return known;
  const url = new URL(target.url);
  addresses.set(target, url);
  return url;
}

function toAddress(
  exchange: Exchange,
  grant: GrantRoute,
  target: Extract<ServerTarget, { readonly kind: "http" }>,
  session: McpSession | null,
  message: JsonObject | null,
): HttpRequest {
  const method = exchange.request.method as HttpRequest["method"];
  const headers = [
    "accept",
    method === "GET" ? "text/event-stream" : "application/json, text/event-stream",
    "user-agent",
    "portcullis",
    "x-request-id",
    exchange.requestId,
  ];
  if (message !== null) headers.push("content-type", "application/json");
  const sent = exchange.request.headers;
  for (const name of PASSED[method]) {
    const value = sent[name];
    if (typeof value === "string") headers.push(name, value);
  }
  const url = addressOf(target);
  const traceparent = exchange.trace?.callsUpstream(url) ?? sent.traceparent;
  if (typeof traceparent === "string" && TRACEPARENT.test(traceparent))
    headers.push("traceparent", traceparent);
  if (session?.upstream != null) headers.push("mcp-session-id", session.upstream.reveal());
  if (target.credential !== null)
    headers.push(target.credential.header, target.credential.value.reveal());
  return {
    kind: "http",
    owner: grant.server.id,
    url,
    method,
    headers,
    body: message === null ? null : stringifyJson(message),
  };
}
