import type { Database } from "./open";
import type { Tx } from "./with-tenant";

/**
 * The same database for work that must be part of a transaction already under way: what it does
 * through `withTenant` commits or rolls back with `tx`. The token is handed over and verified again,
 * so a piece of work cannot widen what the transaction may see.
 */
export function joinTransaction(db: Database, tx: Tx): Database {
  const joined: Pick<Database["prisma"], "$transaction"> = {
    $transaction: ((work: (inner: Tx) => Promise<unknown>) =>
      work(tx)) as Database["prisma"]["$transaction"],
  };
  return { ...db, prisma: joined as Database["prisma"] };
}
