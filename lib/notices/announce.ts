import { type Permission, permissionsOf, ROLES } from "@/lib/access";
import type { Tx } from "@/lib/db";
import { newId, now } from "@/lib/kernel";
import type { NoticeKindName } from "./kinds";

export type Announcement = {
  readonly kind: NoticeKindName;
  /** A person, some of them, or all who hold a permission, or one of several. Only active members are told. */
  readonly to:
    | { readonly members: readonly string[] }
    | { readonly permission: Permission | readonly Permission[] };
  /** What it is about, by kind and id, as the ledger names things. */
  readonly refs?: Readonly<Record<string, string>>;
};

/** So many letters of one kind somebody gets within an hour. */
const LETTERS_AN_HOUR = 5;

/**
 * Tells people of what the transaction does: a notice in the console for each, and a letter that the
 * worker sends, five of a kind within an hour at most. Part of the transaction, so that nobody is told of what did not happen, and nothing
 * that must be announced happens in silence. Returns how many were told.
 */
export async function announce(
  tx: Tx,
  of: { readonly tenantId: string; readonly requestId: string },
  { kind, to, refs = {} }: Announcement,
): Promise<number> {
  const { tenantId, requestId } = of;
  const whom =
    "members" in to
      ? { id: { in: [...to.members] } }
      : await holdersOf(tx, tenantId, [to.permission].flat());
  const told = await tx.member.findMany({
    where: { tenantId, status: "active", ...whom },
    select: { id: true },
  });
  const notices = told.map(({ id }) => ({
    ...{ tenantId, id: newId(), memberId: id, kind, requestId },
    refs: { ...refs },
  }));
  await tx.notice.createMany({ data: notices });
  const enough = await toldEnough(tx, { tenantId, kind }, told);
  await tx.mailQueue.createMany({
    data: notices.flatMap(({ id, memberId }) =>
      enough.has(memberId) ? [] : [{ tenantId, noticeId: id }],
    ),
  });
  return told.length;
}

/**
 * Who had as many letters of a kind within the hour as say anything: what happens over and over stands
 * in the console, and nobody's mail box is filled by it. Each kind counts alone, so that no noise of one
 * keeps a warning of another back.
 */
async function toldEnough(
  tx: Tx,
  { tenantId, kind }: { readonly tenantId: string; readonly kind: string },
  told: readonly { readonly id: string }[],
): Promise<ReadonlySet<string>> {
  const since = new Date(now().getTime() - 3_600_000);
  const members = told.map(({ id }) => id);
  const rows = await tx.notice.groupBy({
    by: ["memberId"],
    where: { tenantId, kind, memberId: { in: members }, createdAt: { gt: since } },
    _count: true,
  });
  // Those of this very announcement are among them.
  return new Set(rows.flatMap((row) => (row._count > LETTERS_AN_HOUR ? row.memberId : [])));
}

/** Whose role has one of the permissions: a built-in role, or one of the organisation's own. */
async function holdersOf(tx: Tx, tenantId: string, permissions: readonly Permission[]) {
  const any: Permission[] = [...permissions, "admin:all"];
  const own = await tx.role.findMany({
    where: { tenantId, removedAt: null, permissions: { hasSome: any } },
    select: { id: true },
  });
  const roles = ROLES.filter((role) => any.some((one) => permissionsOf(role).has(one)));
  return {
    OR: [{ role: { in: roles } }, { customRole: { in: own.map(({ id }) => id) } }],
  };
}
