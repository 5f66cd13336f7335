import { type Caller, change } from "@/lib/access";
import type { Database } from "@/lib/db";
import { isId, now, Problem } from "@/lib/kernel";
import type { Receipt } from "@/lib/ledger";

/** Revokes an API key; the next request that carries it is refused. */
export async function revokeApiKey(
  { db }: { readonly db: Database },
  caller: Caller,
  id: string,
): Promise<{ readonly receipt: Receipt }> {
  const { receipt } = await change(db, caller, "api-keys:write", async (tx) => {
    const { count } = isId(id)
      ? await tx.apiKey.updateMany({
          where: { tenantId: caller.tenantId, id, revokedAt: null },
          data: { revokedAt: now() },
        })
      : { count: 0 };
    if (count === 0) throw new Problem("not_found");
    return {
      result: undefined,
      entry: {
        type: "api-key.revoked",
        action: "api-key.revoke",
        target: `api-key:${id}`,
        outcome: "done",
        refs: { "api-key": id },
      },
    };
  });
  return { receipt };
}
