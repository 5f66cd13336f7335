import { type Caller, findRole, holdsAll } from "@/lib/access";
import type { Tx } from "@/lib/db";
import { Problem } from "@/lib/kernel";

/**
 * Throws for a role that a caller may not let a directory give: nobody gives more than they hold,
 * through a directory neither, and owners are made by owners, by hand.
 *
 * @throws Problem `unprocessable` at `path` where there is no such role; `forbidden`.
 */
export async function requireMappable(
  tx: Tx,
  caller: Caller,
  role: string | null,
  path: "/role" | "/defaultRole",
): Promise<void> {
  if (role === null) return;
  const found = role === "owner" ? null : await findRole(tx, role);
  if (found === null) throw noSuchRole(path);
  if (!holdsAll(caller, found.permissions)) throw above();
}

/** Throws for a role that may do what the caller may not: they do not take it from others either. */
export async function refuseTaking(tx: Tx, caller: Caller, role: string | null): Promise<void> {
  const found = role === null ? null : await findRole(tx, role);
  if (found !== null && !holdsAll(caller, found.permissions)) throw above();
}

/** The problem of a role that is not there, at the field that names it. */
export function noSuchRole(path: "/role" | "/defaultRole"): Problem {
  const fields = [{ path, message: "There is no such role, or none that a directory gives" }];
  return new Problem("unprocessable", { extensions: { fields } });
}

function above(): Problem {
  return new Problem("forbidden", {
    detail: "This role may do what you may not, so you cannot give it or take it.",
  });
}
