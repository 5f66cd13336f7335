/**
 * Headers that steer the connection, the message or the protocol, or say who is asking on whose
 * behalf. A credential in one of them would change what is sent, not who sends it.
 */
const STEERING: ReadonlySet<string> = new Set([
  // One hop's alone (RFC 9110, section 7.6.1, and what came before it).
  "connection",
  "keep-alive",
  "proxy-connection",
  "proxy-authenticate",
  "proxy-authorization",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "http2-settings",
  // Where the message ends, and what it is.
  "host",
  "expect",
  "range",
  "date",
  "cookie",
  "cookie2",
  "set-cookie",
  "origin",
  "referer",
  "user-agent",
  "via",
  "forwarded",
  "x-real-ip",
  "x-request-id",
  "x-http-method-override",
  "x-http-method",
  "x-method-override",
  "x-original-url",
  "x-rewrite-url",
  "traceparent",
  "tracestate",
  "baggage",
  // The protocol's own.
  "last-event-id",
]);
const FAMILIES = [
  "content-",
  "accept",
  "if-",
  "mcp-",
  "sec-",
  "proxy-",
  "access-control-",
  "x-forwarded-",
];

/** Whether a header, named in lower case, may carry a server's credential. Pure. */
export function mayCarryCredential(name: string): boolean {
  return !STEERING.has(name) && !FAMILIES.some((family) => name.startsWith(family));
}
