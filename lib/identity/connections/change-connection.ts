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
import type { ConnectionChangeInput, RoleRule } from "./connection.schema";
import type { ConnectionRooms } from "./create-connection";
import { storedRole, storedRules } from "./judge-claims";
import { type ConnectionRecord, findRecord } from "./list-connections";

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
    for (const role of givenAnew(row, input)) requireHeld(caller, role);
    // Who is let in as somebody who is there already may do what they may: up to an admin.
    if (input.linkByAddress === true && !row.linkByAddress) requireHeld(caller, "admin");
    if (givenAnew(row, input).length > 0 && !(await reachOf(tx, caller)).every) {
      throw new Problem("forbidden", {
        detail:
          "Who comes in by claims sees every workspace, and you do not, so you cannot say who.",
      });
    }
    if (input.idpInitiated === true && row.kind !== "saml") {
      throw unfit("/idpInitiated", "Only a SAML provider begins a sign-in by itself.");
    }
    if (input.signatures !== undefined && row.kind !== "saml") {
      throw unfit("/signatures", "Only a SAML connection says what must be signed.");
    }
    const { count } = await tx.connection.updateMany({
      where: { tenantId, id: row.id, version },
      data: {
        ...{ name: input.name, idpInitiated: input.idpInitiated, defaultRole: input.defaultRole },
        ...{ linkByAddress: input.linkByAddress, version: { increment: 1 } },
        signatures: input.signatures,
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
        ...(input.signatures === undefined || input.signatures === row.signatures
          ? {}
          : { reason: `signed:${row.signatures}->${input.signatures}` }),
        refs: { connection: row.id },
      },
    };
  });
  return { receipt };
}

/**
 * The roles that nobody got by this connection before, or not for that claim: a rule that is pointed
 * at others gives its role anew.
 */
function givenAnew(
  row: Pick<ConnectionRecord, "defaultRole" | "roleRules">,
  { defaultRole, roleRules = [] }: Pick<ConnectionChangeInput, "defaultRole" | "roleRules">,
): Role[] {
  const told = ({ claim, value, role }: RoleRule) => JSON.stringify([claim, value, role]);
  const before = new Set(storedRules(row.roleRules).map(told));
  const roles = roleRules.filter((rule) => !before.has(told(rule))).map(({ role }) => role);
  const byDefault = defaultRole ?? null;
  const same = byDefault === null || byDefault === storedRole(row.defaultRole);
  return same ? roles : [...roles, byDefault];
}

function requireHeld(caller: Caller, role: Role): void {
  if (holdsAll(caller, permissionsOf(role))) return;
  throw new Problem("forbidden", {
    detail: "This role may do what you may not, so no claim may give it by your word.",
  });
}

function unfit(path: string, message: string): Problem {
  const fields = [{ path, message }];
  return new Problem("unprocessable", { detail: message, extensions: { fields } });
}
