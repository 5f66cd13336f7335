import type { GovernedCall } from "./mcp/message";

/** A call after inspection: what the rules judge, and what may go upstream. */
export type InspectedCall = {
  /** As received: rules judge what the client asked for. */
  readonly call: GovernedCall;
  /** What goes upstream, and what hashes are made of, after redaction. */
  readonly outgoing: GovernedCall["message"];
  /** The rule of a guardrail that refuses the call, or null. */
  readonly refusedBy: string | null;
};

/**
 * Step 4. Inspects content by the tenant's policy for class and channel. No detector is built into
 * this release, so every call is found clean and goes on as it came.
 */
export function inspect(call: GovernedCall): InspectedCall {
  return { call, outgoing: call.message, refusedBy: null };
}
