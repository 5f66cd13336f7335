import type { Tx } from "@/lib/db";
import { now, Problem } from "@/lib/kernel";
import type { Caller } from "../caller";
import { covers, type Reach, reachOf } from "../reach";

/**
 * Throws unless the caller may give these workspaces: nobody gives one that they do not see. One of
 * another organisation is answered like one that nobody has.
 *
 * @throws Problem `unprocessable` at each workspace that is not there; `forbidden`.
 */
export async function requireReach(tx: Tx, caller: Caller, wanted: Reach): Promise<void> {
  const own = await reachOf(tx, caller);
  if (!wanted.every) {
    const there = await tx.workspace.findMany({
      where: { tenantId: caller.tenantId, id: { in: [...wanted.workspaces] } },
      select: { id: true },
    });
    const seen = new Set(there.map(({ id }) => id));
    const fields = wanted.workspaces.flatMap((id, index) =>
      seen.has(id) && covers(own, { every: false, workspaces: [id] })
        ? []
        : [{ path: `/workspaces/${index}`, message: "You see no such workspace" }],
    );
    if (fields.length > 0) throw new Problem("unprocessable", { extensions: { fields } });
  }
  if (covers(own, wanted)) return;
  throw new Problem("forbidden", {
    detail: "You do not see every workspace, so you cannot give every one.",
  });
}

/** Lists the workspaces of a member who does not see every one, in place of those listed before. */
export async function placeMember(
  tx: Tx,
  caller: Pick<Caller, "tenantId" | "actor">,
  memberId: string,
  reach: Reach,
): Promise<void> {
  await placeMembers(tx, caller, [memberId], reach);
}

const AT_ONCE = 1_000;

/** The same for several who are to see the same. */
export async function placeMembers(
  tx: Tx,
  { tenantId, actor: createdBy }: Pick<Caller, "tenantId" | "actor">,
  memberIds: readonly string[],
  reach: Reach,
): Promise<void> {
  const listed = reach.every ? [] : [...new Set(reach.workspaces)];
  const of = { tenantId, memberId: { in: [...memberIds] } };
  await tx.memberWorkspace.updateMany({
    where: { ...of, leftAt: null, workspace: { notIn: listed } },
    data: { leftAt: now() },
  });
  if (listed.length === 0) return;
  const rows = memberIds.flatMap((memberId) =>
    listed.map((workspace) => ({ tenantId, memberId, workspace, createdBy })),
  );
  for (let from = 0; from < rows.length; from += AT_ONCE) {
    const data = rows.slice(from, from + AT_ONCE);
    await tx.memberWorkspace.createMany({ data, skipDuplicates: true });
  }
  await tx.memberWorkspace.updateMany({
    where: { ...of, workspace: { in: listed } },
    data: { leftAt: null },
  });
}

/** Lists the workspaces of a key that does not see every one. They never change. */
export async function placeKey(tx: Tx, caller: Caller, keyId: string, reach: Reach): Promise<void> {
  const { tenantId } = caller;
  const data = reach.workspaces.map((workspace) => ({ tenantId, keyId, workspace }));
  if (!reach.every) await tx.apiKeyWorkspace.createMany({ data });
}
