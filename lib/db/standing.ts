import { Problem } from "@/lib/kernel";
import { databaseProblem } from "./database-problem";
import { inDatabaseSpan } from "./in-database-span";
import type { Database } from "./open";
import { databaseTokenFor, type Identity, type Tx } from "./with-tenant";

/** A member as they are now: their role with what it holds, and the workspaces they belong to. */
export type StandingRow = {
  readonly role: string;
  readonly status: string;
  /** The organisation's own role, where `role` is `custom`. */
  readonly role_id: string | null;
  readonly role_name: string | null;
  readonly permissions: string[] | null;
  readonly approver_level: number | null;
  /** Whether they see every workspace, those that come later too. */
  readonly every_workspace: boolean;
  readonly workspace_ids: string[];
};

/** As the database tells it: whose token it was, and nothing else where there is no such member. */
type Told = Omit<StandingRow, "role" | "status"> & {
  readonly tenant: string | null;
  readonly role: string | null;
  readonly status: string | null;
};

/**
 * How a member stands, in one trip and under a token of its own; null where there is no such member
 * in the identity's tenant.
 */
export async function readStanding(
  db: Database,
  identity: Identity,
  memberId: string,
): Promise<StandingRow | null> {
  const query = {
    name: "standing",
    text: "select * from portcullis.standing($1, $2::uuid)",
    values: [databaseTokenFor(db, identity), memberId],
  };
  try {
    const { rows } = await inDatabaseSpan("standing", identity, () => db.pool.query<Told>(query));
    const [row] = rows;
    if (row?.tenant !== identity.tenantId)
      throw new Problem("database_token_rejected", {
        internal: "the database did not verify the token",
      });
    return found(row);
  } catch (error) {
    throw databaseProblem(error);
  }
}

/** The same within a transaction that is under way, as of this very statement. */
export async function standingIn(tx: Tx, memberId: string): Promise<StandingRow | null> {
  const rows = await tx.$queryRaw<Told[]>`
    select tenant::text, role, status, role_id::text, role_name, permissions, approver_level, every_workspace,
      workspace_ids::text[]
    from portcullis.standing(current_setting('request.jwt'), ${memberId}::uuid)`;
  return rows[0] === undefined ? null : found(rows[0]);
}

function found(row: Told): StandingRow | null {
  return row.role === null || row.status === null
    ? null
    : { ...row, role: row.role, status: row.status };
}
