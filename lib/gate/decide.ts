import { decideOther, decide as decideTool, type PlannedLimit } from "@/lib/policy";
import type { GrantRoute } from "@/lib/servers";
import type { InspectedCall } from "./inspect";

/** What the rules say of a call, and by which rule. Limits are planned here and taken in step 7. */
export type Verdict = {
  readonly verdict: "allow" | "refuse";
  readonly rule: string | null;
  readonly limits: readonly PlannedLimit[];
};

/**
 * Step 5. Judges a call by the grant's rules as they stand. Deterministic; unlisted means denied.
 * Rules know tools only: what is no tool stands or falls with the default.
 */
export function decide(grant: GrantRoute, { call, refusedBy }: InspectedCall): Verdict {
  if (refusedBy !== null) return { verdict: "refuse", rule: refusedBy, limits: [] };
  const judged =
    call.tool === null
      ? decideOther(grant.rules, call.args)
      : decideTool(grant.rules, call.tool, call.args);
  return judged.decision === "allow"
    ? { verdict: "allow", rule: null, limits: judged.limits }
    : { verdict: "refuse", rule: judged.rule, limits: [] };
}
