import { Problem } from "@/lib/kernel";
import type { Exchange } from "./exchange";
import type { GateSettings } from "./settings";

/** Headers that mean one thing only if they stand once. */
const SINGLE: ReadonlySet<string> = new Set([
  "host",
  "authorization",
  "content-type",
  "content-length",
  "origin",
  "mcp-session-id",
  "mcp-protocol-version",
  "last-event-id",
]);

/**
 * Step 1. Whether the request may be looked at: its headers are few and mean one thing, it names a
 * host of the gate's, and if a browser sent it, a page of the gate's or the console's did. This is
 * what stops a web page that was lured to resolve its own name to the gate (DNS rebinding).
 */
export function admit(settings: GateSettings, exchange: Exchange): void {
  const { rawHeaders, headers } = exchange.request;
  if (rawHeaders.length > settings.limits.headerCount * 2)
    throw new Problem("header_too_large", { detail: "The request has too many headers." });
  refuseRepeated(rawHeaders);
  if (!settings.allowedHosts.has(headers.host?.toLowerCase() ?? ""))
    throw new Problem("host_refused");
  if (headers.origin !== undefined && !settings.allowedOrigins.has(headers.origin))
    throw new Problem("origin_refused");
  if (
    headers["transfer-encoding"] !== undefined &&
    !/^chunked$/i.test(headers["transfer-encoding"])
  )
    throw new Problem("invalid_request", { detail: "The body may be in chunks and nothing else." });
  if (headers.expect !== undefined && headers.expect.toLowerCase() !== "100-continue")
    throw new Problem("invalid_request", { detail: "The expectation is not one the gate meets." });
}

function refuseRepeated(rawHeaders: readonly string[]): void {
  const seen = new Set<string>();
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]?.toLowerCase() ?? "";
    if (!SINGLE.has(name)) continue;
    if (seen.has(name))
      throw new Problem("invalid_request", { detail: `The header ${name} stands twice.` });
    seen.add(name);
  }
}
