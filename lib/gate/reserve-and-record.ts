import { argumentKeys, type CallToDecide } from "@/lib/decisions";
import { newId } from "@/lib/kernel";
import type { GrantRoute } from "@/lib/servers";
import type { ApprovedVerdict } from "./approve";
import type { Exchange, RecordedCall } from "./exchange";
import type { Gate } from "./gate";
import type { GovernedCall } from "./mcp/message";

/**
 * Steps 7 and 8. Takes every limit or none, and records the decision with its ledger entry, in one
 * transaction. Returns only once that is durable; a limit can still have turned an allow into a
 * refusal. Throws `unavailable` where it cannot be recorded: no ledger, no action.
 */
export async function reserveAndRecord(
  gate: Gate,
  exchange: Exchange,
  grant: GrantRoute,
  call: GovernedCall,
  approved: ApprovedVerdict,
): Promise<RecordedCall> {
  const decisionId = newId();
  const { keys, more } = argumentKeys(call.args);
  const toDecide: CallToDecide = {
    tenantId: grant.tenantId,
    workspaceId: grant.workspaceId,
    decisionId,
    serverId: grant.server.id,
    grantId: grant.grantId,
    method: call.method,
    tool: call.tool,
    verdict: approved.verdict,
    rule: approved.rule,
    limits: approved.limits,
    policyHash: grant.policyHash,
    definitionHash: call.tool === null ? null : (grant.definitions.get(call.tool) ?? null),
    argumentKeys: keys,
    argumentKeysMore: more,
    requestId: exchange.requestId,
    steps: exchange.steps.ended(),
  };
  const recorded = await gate.committer.decide(toDecide);
  return { ...recorded, decisionId, limited: approved.limits.length > 0 };
}
