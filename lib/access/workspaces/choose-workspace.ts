import type { Tx } from "@/lib/db";
import { Problem } from "@/lib/kernel";
import type { Caller } from "../caller";

/**
 * In which workspace something new belongs: the one that is named, or the oldest that the caller is
 * looking at and that takes anything. It is not put away until the transaction ends.
 *
 * @throws Problem `unprocessable` at `/workspaceId` for one that the caller does not see or that takes
 * nothing new; `forbidden` if they see none that does.
 */
export async function chooseWorkspace(
  tx: Tx,
  { workspaceIds }: Caller,
  wanted: string | undefined,
): Promise<string> {
  const open = await tx.$queryRaw<{ id: string }[]>`
    select id::text from portcullis.workspaces
    where tenant_id = (select portcullis.tenant_id()) and archived_at is null
      and id = any (${[...workspaceIds]}::uuid[])
    order by id for share`;
  const found = wanted === undefined ? open[0] : open.find(({ id }) => id === wanted);
  if (found !== undefined) return found.id;
  if (wanted === undefined) {
    throw new Problem("forbidden", { detail: "You see no workspace that takes anything new." });
  }
  const message = "You see no such workspace, or it takes nothing new";
  throw new Problem("unprocessable", {
    extensions: { fields: [{ path: "/workspaceId", message }] },
  });
}
