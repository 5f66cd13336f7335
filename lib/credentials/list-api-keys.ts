import { type Caller, read } from "@/lib/access";
import { type Database, inOrder, type OrderBy, type Prisma, valuesFirst } from "@/lib/db";
import { isId, now, Problem } from "@/lib/kernel";
import type { ApiKeyFilter } from "./api-key.schema";
import { staleBefore } from "./judge-stale";
import { type ApiKeyView, viewApiKeys } from "./view-api-keys";

const BY: OrderBy<"name" | "used" | "ends" | "created", Prisma.ApiKeyOrderByWithRelationInput> = {
  name: (way) => ({ name: way }),
  used: (way) => ({ lastUsedAt: valuesFirst(way) }),
  ends: (way) => ({ expiresAt: valuesFirst(way) }),
  // Ids are UUIDv7, so their order is that of age.
  created: (way) => ({ id: way }),
};

/** The tenant's API keys, newest first unless sorted; without a filter, revoked and expired ones too. */
export async function listApiKeys(
  { db }: { readonly db: Database },
  caller: Caller,
  input: ApiKeyFilter & { readonly limit: number; readonly cursor?: string | null },
): Promise<{ readonly data: ApiKeyView[]; readonly nextCursor: string | null }> {
  const before = input.cursor ?? undefined;
  if (before !== undefined && !isId(before))
    throw new Problem("invalid_request", { detail: "The cursor is not one this list gave." });
  const at = now();
  return await read(db, caller, "api-keys:read", async (tx) => {
    const rows = await tx.apiKey.findMany({
      where: {
        tenantId: caller.tenantId,
        AND: conditions(input, at),
      },
      ...inOrder(input.sort ?? "-created", BY, { tenantId: caller.tenantId, cursor: before }),
      take: input.limit + 1,
    });
    const page = rows.slice(0, input.limit);
    return {
      data: await viewApiKeys(tx, page, at),
      nextCursor: rows.length > input.limit ? (page.at(-1)?.id ?? null) : null,
    };
  });
}

/** The same rules as `stateOf` and `staleness`, for the database to choose by. */
function conditions({ state, stale }: ApiKeyFilter, at: Date): Prisma.ApiKeyWhereInput[] {
  const live = { revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: at } }] };
  const ended = { OR: [{ revokedAt: { not: null } }, { expiresAt: { lte: at } }] };
  const before = staleBefore(at);
  return [
    ...(state === "live" || stale ? [live] : []),
    ...(state === "ended" ? [ended] : []),
    ...(stale
      ? [
          {
            rotatedAt: null,
            OR: [
              { lastUsedAt: { lt: before.used } },
              { lastUsedAt: null, createdAt: { lt: before.created } },
            ],
          },
        ]
      : []),
  ];
}
