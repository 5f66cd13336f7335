/** The protocol revisions whose clients the gate serves over streamable HTTP. */
export const PROTOCOL_VERSIONS: ReadonlySet<string> = new Set([
  "2025-11-25",
  "2025-06-18",
  "2025-03-26",
  "2024-11-05",
]);

/** JSON-RPC error codes. */
export const RPC = {
  parseError: -32700,
  invalidRequest: -32600,
  methodNotFound: -32601,
  invalidParams: -32602,
  internal: -32603,
  /** The SDK's own code for a session that is gone. */
  sessionNotFound: -32001,
  refusedByPolicy: -32010,
  other: -32000,
} as const;

/** Calls that act or read content: each is judged and recorded. */
export const GOVERNED_METHODS = [
  "tools/call",
  "resources/read",
  "resources/subscribe",
  "prompts/get",
  "completion/complete",
] as const;
export type GovernedMethod = (typeof GOVERNED_METHODS)[number];

/** Lists, whose answers are filtered by the grant's rules. */
export const LIST_METHODS: ReadonlySet<string> = new Set([
  "tools/list",
  "resources/list",
  "resources/templates/list",
  "prompts/list",
]);

/** Requests that pass without a decision and are written to the process log only. */
const PASSING_METHODS: ReadonlySet<string> = new Set([
  "initialize",
  "ping",
  "logging/setLevel",
  "resources/unsubscribe",
  ...LIST_METHODS,
]);

/** Notifications of clients. What else calls itself one may be anything to a server, and is not passed on. */
const PASSING_NOTIFICATIONS: ReadonlySet<string> = new Set([
  "notifications/initialized",
  "notifications/cancelled",
  "notifications/progress",
  "notifications/roots/list_changed",
]);

const governed: ReadonlySet<string> = new Set(GOVERNED_METHODS);

/** Whether a request with this method is a governed call. */
export function isGoverned(method: string): method is GovernedMethod {
  return governed.has(method);
}

/** Whether a request with this method passes without a decision. What is neither is unknown. */
export function passesUnjudged(method: string): boolean {
  return PASSING_METHODS.has(method);
}

/** Whether a notification with this method passes. */
export function passingNotification(method: string): boolean {
  return PASSING_NOTIFICATIONS.has(method);
}
