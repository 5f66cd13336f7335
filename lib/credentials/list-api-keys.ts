import { type Caller, policyOf, read } from "@/lib/access";
import { type Database, inOrder, type OrderBy, type Prisma, type Tx, valuesFirst } from "@/lib/db";
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
        AND: conditions(input, at, await oldestAllowed(tx, caller, at)),
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
function conditions(
  { state, stale }: ApiKeyFilter,
  at: Date,
  oldest: Date | null,
): Prisma.ApiKeyWhereInput[] {
  const young = oldest === null ? {} : { createdAt: { gt: oldest } };
  const old = oldest === null ? [] : [{ createdAt: { lte: oldest } }];
  const live = { revokedAt: null, ...young, OR: [{ expiresAt: null }, { expiresAt: { gt: at } }] };
  const ended = { OR: [{ revokedAt: { not: null } }, { expiresAt: { lte: at } }, ...old] };
  const before = staleBefore(at);
  return [
    ...(state === "live" || stale ? [live] : []),
    ...(state === "ended" ? [ended] : []),
    ...(stale
      ? [
          {
            rotatedAt: null,
            OR: [
              ...(stale === "never-used" ? [] : [{ lastUsedAt: { lt: before.used } }]),
              ...(stale === "unused"
                ? []
                : [{ lastUsedAt: null, createdAt: { lt: before.created } }]),
            ],
          },
        ]
      : []),
  ];
}

/** Keys made at or before this are too old for the policy; null where it knows no age. */
async function oldestAllowed(tx: Tx, { tenantId }: Caller, at: Date): Promise<Date | null> {
  const { document } = await policyOf(tx, tenantId, "api-keys");
  if (document.maxAgeDays === 0) return null;
  return new Date(at.getTime() - document.maxAgeDays * 24 * 60 * 60 * 1000);
}
