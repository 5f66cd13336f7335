import type pg from "pg";
import { mintDatabaseToken } from "@/lib/crypto";
import { Problem } from "@/lib/kernel";
import { databaseProblem } from "./database-problem";
import type { Prisma } from "./generated/client";
import { inDatabaseSpan } from "./in-database-span";
import type { Database } from "./open";

/** Who a unit of work runs for. The database learns it from a signed token, not from a filter. */
export type Identity = {
  readonly tenantId: string;
  readonly workspaceIds: readonly string[];
  readonly subject: string;
  readonly requestId: string;
};

export type Tx = Prisma.TransactionClient;

/** Shorter than the token lives, so that no transaction outlives the proof of who asked. */
const TRANSACTION_MILLISECONDS = 15_000;
const SLOT_MILLISECONDS = 2_000;

/** A token of this identity for the database, for one unit of work. */
export function databaseTokenFor(db: Database, identity: Identity): string {
  const [key] = db.keys;
  if (key === undefined)
    throw new Problem("database_token_rejected", { internal: "no database key" });
  return mintDatabaseToken(key, {
    aud: "db",
    tenant_id: identity.tenantId,
    workspace_ids: identity.workspaceIds,
    sub: identity.subject,
    request_id: identity.requestId,
  });
}

function assertVerified(tenant: unknown, identity: Identity): void {
  if (tenant !== identity.tenantId) {
    throw new Problem("database_token_rejected", {
      internal: "the database did not verify the token",
    });
  }
}

/**
 * Runs `work` in one transaction in which Postgres itself has verified who asks. Commits if `work`
 * returns, rolls back if it throws. Fails with `database_token_rejected` when the token does not
 * verify, so that "no rows" is never mistaken for an answer, and with `unavailable` when the
 * database cannot be reached.
 */
export function withTenant<T>(
  db: Database,
  identity: Identity,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  return inDatabaseSpan("transaction", identity, () => transact(db, identity, work));
}

async function transact<T>(
  db: Database,
  identity: Identity,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  const token = databaseTokenFor(db, identity);
  try {
    return await db.prisma.$transaction(
      async (tx) => {
        const [row] = await tx.$queryRaw<{ tenant: string | null }[]>`
          select set_config('request.jwt', ${token}, true) as token,
            set_config('request.id', ${identity.requestId}, true) as request,
            set_config('application_name', ${identity.requestId}, true) as shown,
            portcullis.tenant_id()::text as tenant`;
        assertVerified(row?.tenant, identity);
        return await work(tx);
      },
      { maxWait: SLOT_MILLISECONDS, timeout: TRANSACTION_MILLISECONDS },
    );
  } catch (error) {
    throw databaseProblem(error);
  }
}

/**
 * Hands over the token and asks the database whether it verifies, in one trip. The request id goes
 * with it, and shows as the connection's application name in the server's own views and log.
 */
const HAND_OVER = {
  name: "hand_over_token",
  text: `select set_config('request.jwt', $1, true) as token, set_config('request.id', $2, true) as request,
    set_config('application_name', $2, true) as shown, portcullis.tenant_id()::text as tenant`,
};

/** The same as `withTenant` over a raw connection, for hot paths with prepared statements. */
export function withTenantPg<T>(
  db: Database,
  identity: Identity,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  return inDatabaseSpan("transaction", identity, () => transactPg(db, identity, work));
}

async function transactPg<T>(
  db: Database,
  identity: Identity,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const token = databaseTokenFor(db, identity);
  let client: pg.PoolClient | undefined;
  try {
    client = await db.pool.connect();
    await client.query("begin");
    const { rows } = await client.query<{ tenant: string | null }>({
      ...HAND_OVER,
      values: [token, identity.requestId],
    });
    assertVerified(rows[0]?.tenant, identity);
    const result = await work(client);
    await client.query("commit");
    client.release();
    return result;
  } catch (error) {
    await abandon(client);
    throw databaseProblem(error);
  }
}

/** Rolls back and returns the connection; one that cannot roll back is thrown away. */
async function abandon(client: pg.PoolClient | undefined): Promise<void> {
  if (client === undefined) return;
  try {
    await client.query("rollback");
    client.release();
  } catch (error) {
    client.release(error instanceof Error ? error : true);
  }
}
