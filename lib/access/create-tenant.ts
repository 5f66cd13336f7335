import { randomBytes } from "node:crypto";
import type { Database } from "@/lib/db";
import { newId, Problem } from "@/lib/kernel";
import { SLUG } from "@/lib/kernel/slug";
import { renameSchema } from "./settings.schema";
import { systemCaller } from "./system-caller";
import { change } from "./transact";

export type NewTenant = { readonly tenantId: string; readonly workspaceId: string };

/**
 * A tenant with its first workspace and its ledger. `conflict` if the address is taken. The id is
 * made here and the database verifies it like any other: no role may act without a tenant.
 *
 * @throws Problem `unprocessable` for a name that nobody could give it later either, or an address that is none.
 */
export async function createTenant(
  db: Database,
  input: { readonly slug: string; readonly name: string; readonly actor: string },
): Promise<NewTenant> {
  const named = renameSchema.safeParse({ name: input.name });
  if (!named.success)
    throw new Problem("unprocessable", { detail: named.error.issues[0]?.message ?? "" });
  if (!SLUG.test(input.slug))
    throw new Problem("unprocessable", {
      detail:
        "The short name has 1 to 40 small letters, digits and hyphens, and begins and ends with none of the last.",
    });
  const { name } = named.data;
  const tenantId = newId();
  const workspaceId = newId();
  const caller = systemCaller(input.actor, { tenantId, workspaceIds: [workspaceId] });
  await change(db, caller, "admin:all", async (tx) => {
    await tx.tenant.create({ data: { tenantId, slug: input.slug, name } });
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
