import { newId } from "@/lib/kernel";
import type { Caller } from "./caller";

/** The house itself acting in one tenant: set-up, the worker's sweeps. Named in the ledger as such. */
export function systemCaller(
  name: string,
  tenant: { readonly tenantId: string; readonly workspaceIds: readonly string[] },
  source: Caller["source"] = "cli",
): Caller {
  return {
    kind: "system",
    actor: `system:${name}`,
    name,
    subject: `system:${name}`,
    tenantId: tenant.tenantId,
    workspaceIds: tenant.workspaceIds,
    requestId: newId(),
    role: null,
    permissions: new Set(["admin:all"]),
    source,
  };
}
