import { makerNow, mayDo, membersBehind } from "@/lib/access";
import type { Tx } from "@/lib/db";
import type { DirectoryCaller, DirectoryRecord } from "./directory-caller";
import type { Person, Work } from "./person";
import { readPerson } from "./read-person";
import { type Settled, settle } from "./settle";
import { documentOf } from "./user-resource";

/** Makes the memberships of people follow anew, whose groups or whose roles by them have changed. */
export async function settleUsers(work: Work, ids: readonly string[]): Promise<Settled> {
  return await settle(work, await peopleOf(work.tx, work.directory, ids));
}

/**
 * The work of a directory on its own behalf. It gives what the maker of its token could give then and
 * still may, since they have seen it; it puts out whom they could have put out then, or who leaves would
 * stay. Of a maker who has left, what they were counts.
 */
export async function workOf(
  tx: Tx,
  { tenantId, requestId, authority, tokenId }: DirectoryCaller,
  directory: DirectoryRecord,
): Promise<Work> {
  const { createdBy } = await tx.directoryToken.findFirstOrThrow({
    where: { id: tokenId },
    select: { createdBy: true },
  });
  const memberId = (await membersBehind(tx, [createdBy])).get(createdBy);
  const maker = memberId === undefined ? null : await makerNow(tx, memberId);
  const gives =
    maker === null ? authority : new Set([...authority].filter((one) => mayDo(maker, one)));
  return { tx, tenantId, requestId, directory, authority, gives };
}

/** People as they stand, those first that came first. */
export async function peopleOf(
  tx: Tx,
  directory: DirectoryRecord,
  ids: readonly string[] | null,
): Promise<Person[]> {
  const rows = await tx.directoryUser.findMany({
    where: { directoryId: directory.id, ...(ids === null ? {} : { id: { in: [...ids] } }) },
    orderBy: { id: "asc" },
  });
  return rows.map((row) => ({ ...row, details: readPerson(documentOf(row), directory) }));
}

/** What of a change to many could not be followed, in words; null where all could. */
export function notFollowed({ fates }: Pick<Settled, "fates">): string | null {
  const all = [...fates.values()];
  const by = (why: string) =>
    all.filter((fate) => fate.kind === "stays" && fate.why === why).length;
  const removed = by("removed-by-hand");
  const parts = [
    ...(removed > 0 ? [`${removed} removed by hand before, who stay out`] : []),
    ...(by("above") > 0 ? [`${by("above")} who may do what the maker of the token could not`] : []),
    ...(by("address-taken") > 0
      ? [`${by("address-taken")} whose mail address another member has`]
      : []),
    ...(by("last-owner") > 0 ? ["the last owner, who stays in"] : []),
  ];
  return parts.length > 0 ? `Not followed for ${parts.join(", and for ")}.` : null;
}
