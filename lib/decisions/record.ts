import type { JsonObject } from "@/lib/kernel";
import { prepareEntry } from "@/lib/ledger";
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

/** The task for `portcullis.gate_commit` that reserves and records a decision. */
export function decideTask(call: CallToDecide, instanceId: string): object {
  const tool = recordableTool(call.tool);
  const entry = (outcome: "allow" | "refuse", rule: string | null) =>
    prepareEntry({
      type: "call.decided",
      actor: `grant:${call.grantId}`,
      action: call.method,
      target: tool === null ? `server:${call.serverId}` : `tool:${tool}`,
      requestId: call.requestId,
      source: "gate",
      policy: call.policyHash,
      outcome,
      reason: rule ?? undefined,
      keys: call.argumentKeys,
      refs: { server: call.serverId, grant: call.grantId, decision: call.decisionId },
      hashes: definedHashes({ policy: call.policyHash, definition: call.definitionHash }),
    }).body;
  return {
    kind: "decide",
    tenant: call.tenantId,
    id: call.decisionId,
    workspace: call.workspaceId,
    server: call.serverId,
    grant: call.grantId,
    method: call.method,
    tool,
    verdict: call.verdict,
    rule: call.rule,
    // A refusal by a limit is known only inside the transaction, so its entry is prepared here.
    limits: call.limits.map((limit) => ({
      scope: limit.scope,
      scope_id: scopeId(call, limit.scope),
      counter: limit.counter,
      period: limit.period,
      max: limit.max,
      amount: limit.amount,
      rule: limit.rule,
      body: entry("refuse", limit.rule),
    })),
    policy_hash: call.policyHash,
    definition_hash: call.definitionHash,
    keys: call.argumentKeys,
    keys_more: call.argumentKeysMore,
    redaction: REDACTION_VERSION,
    request_id: call.requestId,
    instance: instanceId,
    steps: call.steps,
    body: entry(call.verdict, call.rule),
  };
}

/** The task for `portcullis.gate_commit` that settles quotas and records the outcome. */
export function settleTask(call: CallToSettle, source: "gate" | "worker"): object {
  const { body } = prepareEntry({
    type: "call.settled",
    actor: source === "gate" ? `grant:${call.grantId}` : "system:worker",
    action: call.method,
    target: `decision:${call.decisionId}`,
    requestId: call.requestId,
    source,
    outcome: call.outcome,
    reason: call.charge ? "charged" : "refunded",
    refs: { server: call.serverId, grant: call.grantId, decision: call.decisionId },
  });
  return {
    kind: "settle",
    tenant: call.tenantId,
    id: call.decisionId,
    outcome: call.outcome,
    upstream_status: call.upstreamStatus,
    duration_ms: call.durationMs,
    charge: call.charge,
    steps: call.steps,
    body,
  };
}

function scopeId(call: CallToDecide, scope: PlannedLimit["scope"]): string {
  return {
    grant: call.grantId,
    workspace: call.workspaceId,
    provider: call.serverId,
    tenant: call.tenantId,
  }[scope];
}

function definedHashes(hashes: Readonly<Record<string, string | null>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(hashes).flatMap(([name, hash]) => (hash === null ? [] : [[name, hash]])),
  );
}
