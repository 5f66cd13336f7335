import { type Caller, read } from "@/lib/access";
import type { Database } from "@/lib/db";
import { isId, Problem, type Shown } from "@/lib/kernel";
import type { apiKeyViewSchema } from "./api-key.schema";

export type ApiKeyView = Shown<typeof apiKeyViewSchema>;

/** The tenant's API keys, newest first, revoked ones too. */
export async function listApiKeys(
  { db }: { readonly db: Database },
  caller: Caller,
  input: { readonly limit: number; readonly cursor?: string | null },
): Promise<{ readonly data: ApiKeyView[]; readonly nextCursor: string | null }> {
  const before = input.cursor ?? undefined;
  if (before !== undefined && !isId(before))
    throw new Problem("invalid_request", { detail: "The cursor is not one this list gave." });
  return await read(db, caller, "api-keys:read", async (tx) => {
    const rows = await tx.apiKey.findMany({
      where: { tenantId: caller.tenantId, id: before === undefined ? undefined : { lt: before } },
      orderBy: { id: "desc" },
      take: input.limit + 1,
    });
    const page = rows.slice(0, input.limit);
    const data = page.map((row) => ({
      id: row.id,
      name: row.name,
      lastFour: row.lastFour,
      capabilities: row.capabilities,
      createdBy: row.createdBy,
      createdAt: row.createdAt.toISOString(),
      expiresAt: row.expiresAt?.toISOString() ?? null,
      revokedAt: row.revokedAt?.toISOString() ?? null,
      lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    }));
    return { data, nextCursor: rows.length > input.limit ? (page.at(-1)?.id ?? null) : null };
  });
}
