import type { Database, Tx } from "@/lib/db";
import { newId, Problem } from "@/lib/kernel";
import type { Receipt } from "@/lib/ledger";
import type { Caller } from "../caller";
import { ROLES } from "../permissions";
import { ROLE_WORDS } from "../role-words";
import { requireStepUp } from "../step-up";
import { change } from "../transact";
import { requireHeld } from "./judge-role";
import type { NewRoleInput } from "./role.schema";

/**
 * A role of the organisation's own, with a part of what its maker holds.
 *
 * @throws Problem `conflict` if a role has that name, a built-in one too; `unprocessable` at each permission that the
 * caller does not hold.
 */
export async function createRole(
  { db }: { readonly db: Database },
  caller: Caller,
  { name, description, permissions }: NewRoleInput,
): Promise<{ readonly id: string; readonly receipt: Receipt }> {
  const id = newId();
  const { receipt } = await change(db, caller, "roles:write", async (tx) => {
    await requireStepUp(tx, caller, "roles.change");
    requireHeld(caller, permissions);
    await refuseTaken(tx, name, null);
    const { tenantId, actor: createdBy } = caller;
    await tx.role.create({ data: { tenantId, id, name, description, permissions, createdBy } });
    return {
      result: undefined,
      entry: {
        type: "role.created",
        action: "role.create",
        target: `role:${id}`,
        outcome: "done",
        keys: permissions,
        refs: { role: id },
      },
    };
  });
  return { id, receipt };
}

/** What the built-in roles are called, in lower case: nobody shall take another role for one of them. */
const BUILT_IN: ReadonlySet<string> = new Set(
  ROLES.flatMap((role) => [role, ROLE_WORDS[role].name.toLowerCase()]),
);

/** Two at the same moment still meet the unique index, and the second is a conflict without a text. */
export async function refuseTaken(tx: Tx, name: string, own: string | null): Promise<void> {
  const [taken] = await tx.$queryRaw<{ id: string }[]>`
    select id::text from portcullis.roles
    where tenant_id = (select portcullis.tenant_id()) and lower(name) = lower(${name}) and removed_at is null`;
  const builtIn = BUILT_IN.has(name.toLowerCase());
  if (taken === undefined ? !builtIn : taken.id === own) return;
  const message = "A role has this name already.";
  throw new Problem("conflict", {
    detail: message,
    extensions: { fields: [{ path: "/name", message }] },
  });
}
