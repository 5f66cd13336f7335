import { type Caller, read } from "@/lib/access";
import type { Database } from "@/lib/db";
import type { JsonObject } from "@/lib/kernel";
import { compileRules, decide, describeLimit, explainRule } from "@/lib/policy";
import { findServer } from "./find-server";

export type TriedCall = {
  readonly decision: "allow" | "refuse";
  /** The rule that refuses, as it would stand in the log; null where the call would pass. */
  readonly rule: string | null;
  readonly why: string | null;
  /** What would have to be different; null where the call would pass. */
  readonly otherwise: string | null;
  /** The limits a call that passes is counted against. Whether one is used up is not asked. */
  readonly limits: readonly {
    readonly rule: string;
    readonly counter: string;
    readonly amount: number;
    readonly words: string;
  }[];
  /** The hash of the draft that was asked. */
  readonly hash: string;
};

/**
 * Asks a draft of the rules about one call, with the code that the gate judges with. Nothing is
 * called, counted or recorded, and the arguments are not kept.
 *
 * @throws Problem `invalid_rules` with every fault of the draft.
 */
export async function tryCall(
  { db }: { readonly db: Database },
  caller: Caller,
  serverId: string,
  input: {
    readonly document: unknown;
    readonly tool: string;
    readonly arguments?: Readonly<Record<string, unknown>>;
  },
): Promise<TriedCall> {
  const draft = compileRules(input.document);
  await read(db, caller, "servers:read", (tx) => findServer(tx, serverId));
  const judged = decide(draft, input.tool, input.arguments as JsonObject | undefined);
  if (judged.decision === "refuse") {
    const { why, otherwise } = explainRule(judged.rule, draft.document);
    return { decision: "refuse", rule: judged.rule, why, otherwise, limits: [], hash: draft.hash };
  }
  const limits = judged.limits.map(({ rule, counter, amount, period, scope, max }) => ({
    rule,
    counter,
    amount,
    words: describeLimit({ counter, window: period, max, scope }),
  }));
  return { decision: "allow", rule: null, why: null, otherwise: null, limits, hash: draft.hash };
}
