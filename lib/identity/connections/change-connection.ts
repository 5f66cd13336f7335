import {
  type Caller,
  change,
  findRole,
  holdsAll,
  type Permission,
  type Places,
  permissionsOf,
  reachOf,
  requirePermission,
  requireStepUp,
} from "@/lib/access";
import type { Tx } from "@/lib/db";
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
    await requireGivenHeld(tx, caller, givenAnew(row, input));
    // Who is let in as somebody who is there already may do what they may: up to an admin.
    if (input.linkByAddress === true && !row.linkByAddress)
      requireHeld(caller, permissionsOf("admin"));
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

type Given = {
  readonly path: string;
  readonly role: string | null;
  readonly places: Places | null;
};

/**
 * What nobody got by this connection before, or not for that claim: a rule that is pointed at others
 * gives its role and its workspaces anew.
 */
function givenAnew(
  row: Pick<ConnectionRecord, "defaultRole" | "roleRules">,
  { defaultRole, roleRules = [] }: Pick<ConnectionChangeInput, "defaultRole" | "roleRules">,
): Given[] {
  const told = ({ claim, value, role, workspaces }: RoleRule) =>
    JSON.stringify([claim, value, role, workspaces ?? null]);
  const before = new Set(storedRules(row.roleRules).map(told));
  const rules = roleRules.flatMap((rule, place) =>
    before.has(told(rule))
      ? []
      : [{ path: `/roleRules/${place}`, role: rule.role, places: rule.workspaces ?? null }],
  );
  const byDefault = defaultRole ?? null;
  const same = byDefault === null || byDefault === storedRole(row.defaultRole);
  return same ? rules : [...rules, { path: "", role: byDefault, places: null }];
}

/** Throws unless the caller holds every role that is given anew, and sees what comes with it. */
async function requireGivenHeld(tx: Tx, caller: Caller, given: readonly Given[]): Promise<void> {
  if (given.length === 0) return;
  for (const { path, role } of given) {
    const found = role === null ? null : await findRole(tx, role);
    if (role !== null && found === null)
      throw unfit(path === "" ? "/defaultRole" : `${path}/role`, "There is no such role.");
    if (found !== null) requireHeld(caller, found.permissions);
  }
  if (!(await reachOf(tx, caller)).every) {
    throw new Problem("forbidden", {
      detail:
        "You do not see every workspace, so you cannot say who comes in by claims, and where.",
    });
  }
  const ids = given.flatMap(({ places }) => (places === "every" ? [] : (places ?? [])));
  const there = await tx.workspace.findMany({
    where: { tenantId: caller.tenantId, id: { in: [...ids] } },
    select: { id: true },
  });
  const known = new Set(there.map(({ id }) => id));
  const amiss = given.find(
    ({ places }) => Array.isArray(places) && places.some((id) => !known.has(id)),
  );
  if (amiss !== undefined) throw unfit(`${amiss.path}/workspaces`, "There is no such workspace.");
}

function requireHeld(caller: Caller, permissions: ReadonlySet<Permission>): void {
  if (holdsAll(caller, permissions)) return;
  throw new Problem("forbidden", {
    detail: "This role may do what you may not, so no claim may give it by your word.",
  });
}

function unfit(path: string, message: string): Problem {
  const fields = [{ path, message }];
  return new Problem("unprocessable", { detail: message, extensions: { fields } });
}
