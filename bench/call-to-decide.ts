import type { CallToDecide } from "@/lib/decisions";
import { newId } from "@/lib/kernel";
import type { TenantFacts } from "./process/house-facts";

/** A call as the gate hands it to the committer: allowed, under no limit. */
export function callToDecide(tenant: TenantFacts, caller: number): CallToDecide {
  const grant = tenant.grants[caller % tenant.grants.length];
  return {
    tenantId: tenant.tenantId,
    workspaceId: tenant.workspaceId,
    decisionId: newId(),
    serverId: tenant.serverId,
    grantId: grant?.id ?? "",
    method: "tools/call",
    tool: "echo",
    verdict: "allow",
    rule: null,
    limits: [],
    policyHash: tenant.policyHash,
    definitionHash: tenant.policyHash,
    argumentKeys: ["amount", "message"],
    argumentKeysMore: 0,
    requestId: newId(),
  };
}
