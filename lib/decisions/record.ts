import type { JsonObject } from "@/lib/kernel";
import { assertCodes } from "@/lib/ledger";
import type { PlannedLimit } from "@/lib/policy";

/** How a call that was allowed ended. */
export const OUTCOMES = [
  "answered",
  "tool_error",
  "upstream_error",
  "timeout",
  "cancelled",
  "not_sent",
  "unknown",
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** The version of what is left out of the decision log: 1 keeps top-level argument names only. */
export const REDACTION_VERSION = 1;
const MAX_KEYS = 50;
const MAX_KEY_LENGTH = 64;
const CONTROL = /\p{Cc}/u;
const TOOL_NAME = /^[\x21-\x7e]{1,128}$/;

/** Everything about a call that is known before it may go on. */
export type CallToDecide = {
  readonly tenantId: string;
  readonly workspaceId: string;
  readonly decisionId: string;
  readonly serverId: string;
  readonly grantId: string;
  readonly method: string;
  readonly tool: string | null;
  readonly verdict: "allow" | "refuse";
  readonly rule: string | null;
  readonly limits: readonly PlannedLimit[];
  readonly policyHash: string | null;
  readonly definitionHash: string | null;
  readonly argumentKeys: readonly string[];
  readonly argumentKeysMore: number;
  readonly requestId: string;
  /** When each step ended, in microseconds since the call arrived, in the order of `GATE_STEPS`. */
  readonly steps?: readonly number[];
};

export type CallToSettle = {
  readonly tenantId: string;
  readonly decisionId: string;
  readonly serverId: string;
  readonly grantId: string;
  readonly method: string;
  readonly outcome: Outcome;
  readonly upstreamStatus: number | null;
  readonly durationMs: number | null;
  /** False gives back what the call took from its quotas. */
  readonly charge: boolean;
  readonly requestId: string;
  /** The decision's place in its tenant's log and whether it was under a limit; left out, it is looked up. */
  readonly ledgerSeq?: number;
  readonly limited?: boolean;
  /** As of a decision; left out, those of the decision stand. */
  readonly steps?: readonly number[];
};

/**
 * The top-level names of a call's arguments, sorted; those that are long, hold control characters
 * (which Postgres or a reader's terminal could not take), or come after fifty are counted.
 */
export function argumentKeys(args: JsonObject | undefined): {
  readonly keys: string[];
  readonly more: number;
} {
  const names = Object.keys(args ?? {}).sort();
  const keys = names
    .filter((name) => name.length <= MAX_KEY_LENGTH && name.isWellFormed() && !CONTROL.test(name))
    .slice(0, MAX_KEYS);
  return { keys, more: names.length - keys.length };
}

/** A tool's name as it may be recorded: one that no tool can have is not copied into the log. */
export function recordableTool(tool: string | null): string | null {
  return tool === null || TOOL_NAME.test(tool) ? tool : "(malformed name)";
}

/**
 * Checks what a call would leave on record. Throws TypeError for a text that is not a code: whoever
 * wanted to write it is wrong, and it must not be written.
 */
export function assertRecordable(call: CallToDecide | CallToSettle): void {
  assertCodes(call.method, call.requestId);
  if ("outcome" in call) return;
  assertCodes(
    call.rule ?? undefined,
    call.policyHash ?? undefined,
    call.definitionHash ?? undefined,
  );
  for (const limit of call.limits) assertCodes(limit.rule, limit.counter);
}

/** What a limit counts in: the grant's calls, or those of all that is around it. */
export function scopeId(call: CallToDecide, scope: PlannedLimit["scope"]): string {
  switch (scope) {
    case "grant":
      return call.grantId;
    case "workspace":
      return call.workspaceId;
    case "provider":
      return call.serverId;
    case "tenant":
      return call.tenantId;
  }
}
