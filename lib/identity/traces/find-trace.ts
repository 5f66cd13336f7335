import { systemCaller } from "@/lib/access";
import { type Database, withTenant } from "@/lib/db";

/** Why the answer that one request brought was refused; null where nothing was noted of it. */
export async function findTrace(
  { db }: { readonly db: Database },
  tenantId: string,
  requestId: string,
): Promise<{ readonly reason: string; readonly found: string | undefined } | null> {
  const caller = systemCaller("sign-in", { tenantId, workspaceIds: [] }, "console");
  const row = await withTenant(db, caller, (tx) =>
    tx.signInTrace.findFirst({
      where: { tenantId, requestId },
      orderBy: { id: "desc" },
      select: { reason: true, facts: true },
    }),
  );
  if (row === null) return null;
  const { found } = (row.facts ?? {}) as Record<string, unknown>;
  return { reason: row.reason, found: typeof found === "string" ? found : undefined };
}
