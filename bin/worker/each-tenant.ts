import { type Caller, listTenants, systemCaller } from "@/lib/access";
import type { Database } from "@/lib/db";
import { log } from "@/lib/kernel";
import { inSpan } from "@/lib/telemetry";

/** Runs `work` for every tenant in turn, each as the worker in that tenant. One that fails stops no other. */
export async function eachTenant(
  db: Database,
  work: (caller: Caller) => Promise<void>,
): Promise<void> {
  for (const tenant of await listTenants(db)) {
    const caller = systemCaller("worker", tenant, "worker");
    const attributes = { "portcullis.tenant_id": tenant.tenantId };
    await inSpan("tenant", { attributes }, () => work(caller)).catch((error: unknown) =>
      log.warn("the worker failed in one tenant", { tenantId: tenant.tenantId, error }),
    );
  }
}
