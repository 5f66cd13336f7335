import type { Database } from "@/lib/db";
import { Problem, type Shown } from "@/lib/kernel";
import type { Caller } from "./caller";
import type { tenantSettingsSchema } from "./settings.schema";
import { read } from "./transact";
import { workspacesOf } from "./workspaces/list-workspaces";

export type TenantSettings = Shown<typeof tenantSettingsSchema>;

const select = { slug: true, name: true, createdAt: true } as const;

/** The caller's organisation, and those of its workspaces that they see. */
export async function readSettings(
  { db }: { readonly db: Database },
  caller: Caller,
): Promise<TenantSettings> {
  return await read(db, caller, "workspaces:read", async (tx) => {
    const { tenantId } = caller;
    const tenant = await tx.tenant.findUnique({ where: { tenantId }, select });
    if (tenant === null) throw new Problem("not_found");
    const workspaces = await workspacesOf(tx, caller);
    return {
      tenant: { id: tenantId, ...tenant, createdAt: tenant.createdAt.toISOString() },
      workspaces,
    };
  });
}
