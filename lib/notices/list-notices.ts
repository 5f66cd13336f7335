import type { Caller } from "@/lib/access";
import { type Database, withTenant } from "@/lib/db";
import { isId, Problem, type Shown } from "@/lib/kernel";
import { noticeKind } from "./kinds";
import type { noticeSchema } from "./notice.schema";

export type NoticeView = Shown<typeof noticeSchema>;

/** The caller's own notices, newest first. A key is nobody: nothing was announced to it. */
export async function listNotices(
  { db }: { readonly db: Database },
  caller: Caller,
  input: { readonly limit: number; readonly cursor?: string | null; readonly unread?: boolean },
): Promise<{ readonly data: NoticeView[]; readonly nextCursor: string | null }> {
  const before = input.cursor ?? undefined;
  if (before !== undefined && !isId(before))
    throw new Problem("invalid_request", { detail: "The cursor is not one this list gave." });
  const memberId = ownerOf(caller);
  return await withTenant(db, caller, async (tx) => {
    if (memberId === null) return { data: [], nextCursor: null };
    const rows = await tx.notice.findMany({
      where: {
        ...{ tenantId: caller.tenantId, memberId },
        ...(input.unread ? { readAt: null } : {}),
        ...(before === undefined ? {} : { id: { lt: before } }),
      },
      orderBy: { id: "desc" },
      take: input.limit + 1,
    });
    const data = rows.slice(0, input.limit);
    return {
      data: data.map((row) => ({
        ...{ id: row.id, kind: row.kind, requestId: row.requestId },
        ...words(row.kind),
        refs: row.refs as Record<string, string>,
        createdAt: row.createdAt.toISOString(),
        readAt: row.readAt?.toISOString() ?? null,
      })),
      nextCursor: rows.length > input.limit ? (data.at(-1)?.id ?? null) : null,
    };
  });
}

/** How many of the caller's notices they have not read, counted to 100. */
export async function countUnread(
  { db }: { readonly db: Database },
  caller: Caller,
): Promise<number> {
  const memberId = ownerOf(caller);
  if (memberId === null) return 0;
  const where = { tenantId: caller.tenantId, memberId, readAt: null };
  return await withTenant(
    db,
    caller,
    async (tx) => (await tx.notice.findMany({ where, select: { id: true }, take: 100 })).length,
  );
}

/** Whose notices the caller's are; null for whoever is no person. */
export function ownerOf(caller: Caller): string | null {
  return caller.kind === "member" ? caller.actor.slice(caller.actor.indexOf(":") + 1) : null;
}

function words(kind: string) {
  const known = noticeKind(kind);
  return known === null
    ? { title: kind, text: "", weight: "news" as const, path: "" }
    : { title: known.title, text: known.text, weight: known.weight, path: known.path };
}
