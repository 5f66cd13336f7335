import {
  type Caller,
  change,
  holdsAll,
  permissionsOf,
  type Role,
  reachOf,
  requirePermission,
  requireStepUp,
} from "@/lib/access";
import { Problem } from "@/lib/kernel";
import type { Receipt } from "@/lib/ledger";
import type { ConnectionChangeInput } from "./connection.schema";
import type { ConnectionRooms } from "./create-connection";
import { storedRole, storedRules } from "./judge-claims";
import { findRecord } from "./list-connections";

/**
 * Changes what a connection is called and what it gives to whom. Nobody maps claims to a role that may
 * do what they may not, or they could come back as somebody who may.
 *
 * @throws Problem `not_found`, `forbidden`, `conflict` if it is of another version by now.
 */
export async function changeConnection(
  { db }: Pick<ConnectionRooms, "db">,
  caller: Caller,
  id: string,
  { version, ...input }: ConnectionChangeInput,
): Promise<{ readonly receipt: Receipt }> {
  requirePermission(caller, "sign-in:write");
  const { tenantId } = caller;
  const { receipt } = await change(db, caller, "sign-in:write", async (tx) => {
    await requireStepUp(tx, caller, "sign-in.change");
    const row = await findRecord(tx, tenantId, id);
    const before = new Set(
      [storedRole(row.defaultRole), ...storedRules(row.roleRules).map(({ role }) => role)].filter(
        (role) => role !== null,
      ),
    );
    const given = [input.defaultRole ?? null, ...(input.roleRules ?? []).map(({ role }) => role)];
    const added = given.filter((role) => role !== null && !before.has(role));
    for (const role of added) if (role !== null) requireHeld(caller, role);
    if (added.length > 0 && !(await reachOf(tx, caller)).every) {
      throw new Problem("forbidden", {
        detail:
          "Who comes in by claims sees every workspace, and you do not, so you cannot say who.",
      });
    }
    if (input.idpInitiated === true && row.kind !== "saml") {
      const message = "Only a SAML provider begins a sign-in by itself.";
      const fields = [{ path: "/idpInitiated", message }];
      throw new Problem("unprocessable", { detail: message, extensions: { fields } });
    }
    const { count } = await tx.connection.updateMany({
      where: { tenantId, id: row.id, version },
      data: {
        ...{ name: input.name, idpInitiated: input.idpInitiated, defaultRole: input.defaultRole },
        ...{ linkByAddress: input.linkByAddress, version: { increment: 1 } },
        ...(input.roleRules === undefined ? {} : { roleRules: [...input.roleRules] }),
      },
    });
    if (count === 0) throw new Problem("conflict");
    return {
      result: undefined,
      entry: {
        type: "connection.changed",
        action: "connection.change",
        target: `connection:${row.id}`,
        outcome: "done",
        keys: Object.keys(input).sort(),
        refs: { connection: row.id },
      },
    };
  });
  return { receipt };
}

function requireHeld(caller: Caller, role: Role): void {
  if (holdsAll(caller, permissionsOf(role))) return;
  throw new Problem("forbidden", {
    detail: "This role may do what you may not, so no claim may give it by your word.",
  });
}
