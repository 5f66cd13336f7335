import type { Tx } from "@/lib/db";
import { Problem } from "@/lib/kernel";
import type { Caller } from "../caller";
import { covers, EVERY_WORKSPACE, type Reach, reachOf } from "../reach";
import { policyOf } from "./policy-of";
import type { PolicyOf } from "./sections";

type Newcomers = PolicyOf<"newcomers">;

/** Which workspaces somebody sees who comes in by a provider's word that names none. */
export async function newcomerReach(tx: Tx, tenantId: string): Promise<Reach> {
  const { document } = await policyOf(tx, tenantId, "newcomers");
  return await reachBy(tx, tenantId, document);
}

/**
 * Throws unless the caller may give what the section would: nobody gives a workspace that they do not
 * see, to newcomers neither.
 *
 * @throws Problem `unprocessable` at each workspace that is not there; `forbidden`.
 */
export async function requireNewcomers(tx: Tx, caller: Caller, document: Newcomers): Promise<void> {
  const own = await reachOf(tx, caller);
  const given = await reachBy(tx, caller.tenantId, document);
  const fields = document.workspaces.flatMap((id, index) =>
    document.see !== "listed" ||
    (given.workspaces.includes(id) && covers(own, { every: false, workspaces: [id] }))
      ? []
      : [{ path: `/document/workspaces/${index}`, message: "You see no such workspace" }],
  );
  if (fields.length > 0) throw new Problem("unprocessable", { extensions: { fields } });
  if (covers(own, given)) return;
  throw new Problem("forbidden", {
    detail: "You do not see what newcomers would, so you cannot give it to them.",
  });
}

/** Of those that are listed, what is there. */
async function reachBy(tx: Tx, tenantId: string, { see, workspaces }: Newcomers): Promise<Reach> {
  if (see === "every") return EVERY_WORKSPACE;
  const rows = await tx.workspace.findMany({
    where: {
      tenantId,
      ...(see === "first" ? { archivedAt: null } : { id: { in: workspaces } }),
    },
    orderBy: { id: "asc" },
    ...(see === "first" ? { take: 1 } : {}),
    select: { id: true },
  });
  return { every: false, workspaces: rows.map(({ id }) => id) };
}
