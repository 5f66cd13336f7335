import { randomBytes } from "node:crypto";
import type { Database, Tx } from "@/lib/db";
import { type Jackson, PRODUCT } from "@/lib/identity";
import { now, Problem } from "@/lib/kernel";
import type { Receipt } from "@/lib/ledger";
import type { TenantRecord } from "./find-tenant";
import { judgeOperator, type Operator, operatorAct } from "./operator-act";

/**
 * What stays: the ledger with what its entries name, so that it can still be verified, and the record
 * of the destruction. What stays holds no name, address or credential any more.
 */
const STAYS = new Set([
  ...["tenants", "workspaces", "members", "servers", "grants", "decisions"],
  ...["ledger_entries", "ledger_heads", "operator_acts"],
]);

/**
 * Ends a suspended organisation for good: its data keys go, and with them everything that was sealed
 * under them; every row goes that the ledger does not rest on, and names and addresses go from those
 * that stay. What the broker holds of its identity connections goes within the same transaction, once
 * nobody can open the organisation again; where that fails, all of it stays and can be done again.
 * Backups from before hold it until they end themselves.
 *
 * @throws Problem `conflict` unless it is suspended, or if `confirmed` is not its short name.
 */
export async function destroyTenant(
  { db, jackson }: { readonly db: Database; readonly jackson: Jackson },
  tenant: TenantRecord,
  operator: Operator,
  confirmed: string,
): Promise<{ readonly receipt: Receipt; readonly rows: number }> {
  judgeOperator(operator);
  if (tenant.status !== "suspended")
    throw new Problem("conflict", { detail: "Only a suspended organisation can be destroyed." });
  if (confirmed !== tenant.slug)
    throw new Problem("conflict", { detail: "Confirm with the organisation's short name." });
  const { tenantId } = tenant;
  const { result: rows, receipt } = await operatorAct(
    db,
    operator,
    tenant,
    "destroy",
    async (tx) => {
      const { count } = await tx.tenant.updateMany({
        where: { tenantId, status: "suspended" },
        data: { status: "destroyed", statusAt: now(), name: "Destroyed" },
      });
      if (count === 0) throw new Problem("conflict", { detail: "It is not suspended any more." });
      await blank(tx, tenantId);
      await jackson.use(({ connectionAPIController }) =>
        connectionAPIController.deleteConnections({ tenant: tenantId, product: PRODUCT }),
      );
      return {
        result: await clear(tx, tenantId),
        entry: {
          type: "tenant.destroyed",
          action: "tenant.destroy",
          target: `tenant:${tenantId}`,
          outcome: "done",
        },
      };
    },
  );
  return { rows, receipt };
}

/** Takes names, addresses and credentials out of the rows that stay. */
async function blank(tx: Tx, tenantId: string): Promise<void> {
  const nobodys = randomBytes(32);
  await tx.$executeRaw`
    update portcullis.workspaces set name = 'Destroyed', slug = id::text, salt = ${nobodys}
    where tenant_id = ${tenantId}::uuid`;
  await tx.$executeRaw`
    update portcullis.members set email = id || '@destroyed.invalid', name = 'Destroyed', status = 'removed',
      role = 'viewer', custom_role = null, approver_level = null
    where tenant_id = ${tenantId}::uuid`;
  await tx.$executeRaw`
    update portcullis.grants
    set name = 'Destroyed', last_four = '0000', token_hash = sha256(uuid_send(id) || ${nobodys}::bytea),
      revoked_at = coalesce(revoked_at, now())
    where tenant_id = ${tenantId}::uuid`;
  await tx.$executeRaw`
    update portcullis.servers
    set name = 'Destroyed', rule_set_id = null, removed_at = coalesce(removed_at, now()), tools_error = null,
      url = case when kind = 'http' then 'https://destroyed.invalid/' end,
      command = case when kind = 'stdio' then '/destroyed' end, args = '{}', env = '{}'
    where tenant_id = ${tenantId}::uuid`;
}

/** Deletes every other row of the organisation, those first that refer to others. */
async function clear(tx: Tx, tenantId: string): Promise<number> {
  const tables = await tx.$queryRaw<{ name: string; parents: string[] }[]>`
    select c.relname::text as name, coalesce(array_agg(distinct p.relname::text) filter (where p.oid <> c.oid), '{}') as parents
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
    left join pg_constraint f on f.conrelid = c.oid and f.contype = 'f'
    left join pg_class p on p.oid = f.confrelid
    where c.relnamespace = 'portcullis'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
    group by c.relname`;
  const left = new Map(tables.filter(({ name }) => !STAYS.has(name)).map((one) => [one.name, one]));
  let rows = 0;
  while (left.size > 0) {
    const named = new Set([...left.values()].flatMap(({ parents }) => parents));
    const next = [...left.keys()].find((name) => !named.has(name));
    if (next === undefined) throw new Error("tables refer to one another in a circle");
    rows += await tx.$executeRawUnsafe(
      `delete from portcullis."${next}" where tenant_id = $1::uuid`,
      tenantId,
    );
    left.delete(next);
  }
  return rows;
}
