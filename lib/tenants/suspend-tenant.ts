import type { Database } from "@/lib/db";
import { now, Problem } from "@/lib/kernel";
import type { Receipt } from "@/lib/ledger";
import type { TenantRecord } from "./find-tenant";
import { type Operator, operatorAct } from "./operator-act";

/**
 * Closes an organisation's doors: nobody signs in, no session, key or grant of it opens anything from
 * the next request on, and gates end what is under way within a second. Nothing of it is lost.
 *
 * @throws Problem `conflict` unless it is active.
 */
export async function suspendTenant(
  { db }: { readonly db: Database },
  tenant: TenantRecord,
  operator: Operator,
): Promise<{ readonly receipt: Receipt }> {
  return await setStatus(db, tenant, operator, { from: "active", to: "suspended" });
}

/**
 * Opens the doors of a suspended organisation again: everything that was not ended meanwhile works.
 *
 * @throws Problem `conflict` unless it is suspended.
 */
export async function resumeTenant(
  { db }: { readonly db: Database },
  tenant: TenantRecord,
  operator: Operator,
): Promise<{ readonly receipt: Receipt }> {
  return await setStatus(db, tenant, operator, { from: "suspended", to: "active" });
}

async function setStatus(
  db: Database,
  tenant: TenantRecord,
  operator: Operator,
  change: { readonly from: "active" | "suspended"; readonly to: "active" | "suspended" },
): Promise<{ readonly receipt: Receipt }> {
  const { tenantId } = tenant;
  const act = change.to === "active" ? "resume" : "suspend";
  const { receipt } = await operatorAct(db, operator, tenant, act, async (tx) => {
    const { count } = await tx.tenant.updateMany({
      where: { tenantId, status: change.from },
      data: { status: change.to, statusAt: now() },
    });
    if (count === 0) throw new Problem("conflict", { detail: `It is not ${change.from}.` });
    // Gates keep grants until they are told of a change: the transaction marks each.
    await tx.$executeRaw`
      update portcullis.grants set name = name where tenant_id = ${tenantId}::uuid and revoked_at is null`;
    return {
      result: undefined,
      entry: {
        type: change.to === "active" ? "tenant.resumed" : "tenant.suspended",
        action: `tenant.${act}`,
        target: `tenant:${tenantId}`,
        outcome: "done",
      },
    };
  });
  return { receipt };
}
