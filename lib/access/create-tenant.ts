import { randomBytes } from "node:crypto";
import type { Database } from "@/lib/db";
import { newId } from "@/lib/kernel";
import { systemCaller } from "./system-caller";
import { change } from "./transact";

export type NewTenant = { readonly tenantId: string; readonly workspaceId: string };

/**
 * A tenant with its first workspace and its ledger. `conflict` if the address is taken. The id is
 * made here and the database verifies it like any other: no role may act without a tenant.
 */
export async function createTenant(
  db: Database,
  input: { readonly slug: string; readonly name: string; readonly actor: string },
): Promise<NewTenant> {
  const tenantId = newId();
  const workspaceId = newId();
  const caller = systemCaller(input.actor, { tenantId, workspaceIds: [workspaceId] });
  await change(db, caller, "admin:all", async (tx) => {
    await tx.tenant.create({ data: { tenantId, slug: input.slug, name: input.name } });
    await tx.workspace.create({
      data: { tenantId, id: workspaceId, slug: "default", name: "Default", salt: randomBytes(32) },
    });
    return {
      result: undefined,
      entry: {
        type: "tenant.created",
        action: "tenant.create",
        target: `tenant:${tenantId}`,
        outcome: "done",
        refs: { workspace: workspaceId },
      },
    };
  });
  return { tenantId, workspaceId };
}
