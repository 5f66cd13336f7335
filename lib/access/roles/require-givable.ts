import type { Tx } from "@/lib/db";
import { Problem } from "@/lib/kernel";
import { type Caller, mayDo } from "../caller";
import { type FoundRole, findRole } from "./find-role";
import { holdsAll } from "./judge-role";

/** The level an approver has unless another is given. */
const FIRST_LEVEL = 1;
/** Up to here, whoever keeps members gives the level; above it, only who may do everything. */
const HIGHEST_COMMON_LEVEL = 3;

export type GivenRole = {
  readonly role: FoundRole;
  /** As a member's row holds it. */
  readonly columns: FoundRole["columns"] & { readonly approverLevel: number | null };
  /** As the ledger says it: `approver(L2)`. */
  readonly words: string;
};

/**
 * The role and level of an approver, if this caller may give them: nobody grants what they do not
 * hold. Levels L4 and L5 can override what others decided, so only who may do everything gives them.
 *
 * @throws Problem `unprocessable` if there is no such role, or it takes no level; `forbidden`.
 */
export async function requireGivable(
  tx: Tx,
  caller: Caller,
  wanted: { readonly role: string; readonly approverLevel?: number | null },
): Promise<GivenRole> {
  const role = await findRole(tx, wanted.role);
  if (role === null) throw fault("/role", "There is no such role");
  if (!holdsAll(caller, role.permissions)) {
    throw new Problem("forbidden", {
      detail: "This role may do what you may not, so you cannot give it.",
    });
  }
  const approverLevel = levelOf(role, wanted.approverLevel ?? null);
  if ((approverLevel ?? 0) > HIGHEST_COMMON_LEVEL && !mayDo(caller, "admin:all")) {
    throw new Problem("forbidden", {
      detail: "Levels L4 and L5 are given by somebody who may do everything.",
    });
  }
  const words = approverLevel === null ? role.ref : `${role.ref}(L${approverLevel})`;
  return { role, columns: { ...role.columns, approverLevel }, words };
}

function levelOf(role: FoundRole, wanted: number | null): number | null {
  if (role.ref === "approver") return wanted ?? FIRST_LEVEL;
  if (wanted === null || role.columns.customRole !== null) return wanted;
  throw fault("/approverLevel", "Only an approver, or a role of your own, has a level");
}

function fault(path: string, message: string): Problem {
  return new Problem("unprocessable", { extensions: { fields: [{ path, message }] } });
}
