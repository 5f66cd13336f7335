import { type JsonObject, stringifyJson } from "@/lib/kernel";
import type { GrantRoute } from "@/lib/servers";
import type { Exchange } from "./exchange";
import type { McpSession } from "./mcp/sessions";
import type { UpstreamRequest } from "./upstream/client";

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

/**
 * Step 9. Builds the request to the upstream: the address that is registered and no other, the
 * message written from what was judged, the upstream's own session, and the server's credential.
 */
export function inject(
  exchange: Exchange,
  grant: GrantRoute,
  session: McpSession | null,
  message: JsonObject | null,
): UpstreamRequest {
  const method = exchange.request.method as UpstreamRequest["method"];
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
  const url = new URL(grant.server.url);
  const traceparent = exchange.trace?.callsUpstream(url) ?? sent.traceparent;
  if (typeof traceparent === "string" && TRACEPARENT.test(traceparent))
    headers.push("traceparent", traceparent);
  if (session?.upstream != null) headers.push("mcp-session-id", session.upstream.reveal());
  if (grant.credential !== null)
    headers.push(grant.credential.header, grant.credential.value.reveal());
  return {
    url,
    method,
    headers,
    body: message === null ? null : stringifyJson(message),
  };
}
