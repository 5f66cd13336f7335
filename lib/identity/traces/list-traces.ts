import { type Caller, read } from "@/lib/access";
import type { Database } from "@/lib/db";
import { isId, Problem, type Shown } from "@/lib/kernel";
import { refusalWords } from "./refusal-words";
import type { traceViewSchema } from "./trace.schema";

export type TraceView = Shown<typeof traceViewSchema>;

/** The refused sign-ins of the caller's organisation, newest first. They are kept for thirty days. */
export async function listTraces(
  { db }: { readonly db: Database },
  caller: Caller,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<{ readonly data: TraceView[]; readonly nextCursor: string | null }> {
  if (cursor !== undefined && !isId(cursor))
    throw new Problem("invalid_request", { detail: "The cursor is not one this list gave." });
  const { tenantId } = caller;
  return await read(db, caller, "sign-in:read", async (tx) => {
    const rows = await tx.signInTrace.findMany({
      where: { tenantId, ...(cursor === undefined ? {} : { id: { lt: cursor } }) },
      orderBy: { id: "desc" },
      take: limit + 1,
    });
    const page = rows.slice(0, limit);
    const ids = page.flatMap(({ connectionId }) => connectionId ?? []);
    const connections = await tx.connection.findMany({
      where: { tenantId, id: { in: ids } },
      select: { id: true, name: true },
    });
    const data = page.map((row) => ({
      id: row.id,
      at: row.at.toISOString(),
      connection: connections.find(({ id }) => id === row.connectionId) ?? null,
      reason: row.reason,
      words: refusalWords(row.reason),
      asserted: row.asserted,
      facts: row.facts as Record<string, string>,
      requestId: row.requestId,
    }));
    return { data, nextCursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null };
  });
}
