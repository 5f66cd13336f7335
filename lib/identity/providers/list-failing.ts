import type { Caller } from "@/lib/access";
import { type Database, withTenant } from "@/lib/db";
import type { ProviderFailure } from "./failures";

export type FailingProvider = {
  readonly id: string;
  readonly name: string;
  readonly since: string;
  readonly failure: ProviderFailure;
};

/**
 * The connections of the caller's organisation through which people come in and whose provider does
 * not answer as it should. For every member: whoever is signed in is concerned when nobody else can be.
 */
export async function listFailingProviders(
  { db }: { readonly db: Database },
  caller: Caller,
): Promise<FailingProvider[]> {
  return await withTenant(db, caller, async (tx) => {
    const rows = await tx.connection.findMany({
      where: {
        tenantId: caller.tenantId,
        failingSince: { not: null },
        state: { in: ["active", "enforced"] },
      },
      orderBy: { id: "asc" },
      select: { id: true, name: true, failingSince: true, failure: true },
    });
    return rows.flatMap(({ id, name, failingSince, failure }) =>
      failingSince === null
        ? []
        : [{ id, name, since: failingSince.toISOString(), failure: failure as ProviderFailure }],
    );
  });
}

/** How many providers fail in the whole installation, of those that let people in. */
export async function countFailingProviders(db: Database): Promise<number> {
  const { rows } = await db.pool.query<{ failing: string }>(
    "select portcullis.failing_providers() as failing",
  );
  return Number(rows[0]?.failing ?? 0);
}
