import { type Database, databaseProblem } from "@/lib/db";
import { Problem } from "@/lib/kernel";

export type TenantStatus = "active" | "suspended" | "destroyed";
export type TenantRecord = {
  readonly tenantId: string;
  readonly slug: string;
  readonly name: string;
  readonly status: TenantStatus;
  readonly statusAt: Date | null;
  readonly createdAt: Date;
  readonly workspaceIds: readonly string[];
  readonly members: number;
  readonly servers: number;
  readonly grants: number;
};

const QUERY = `
  select t.tenant_id, t.slug, t.name, t.status, t.status_at, t.created_at,
    (select coalesce(array_agg(w.id::text order by w.id), '{}') from portcullis.workspaces w where w.tenant_id = t.tenant_id) as workspace_ids,
    (select count(*)::int from portcullis.members m where m.tenant_id = t.tenant_id and m.status = 'active') as members,
    (select count(*)::int from portcullis.servers s where s.tenant_id = t.tenant_id and s.removed_at is null) as servers,
    (select count(*)::int from portcullis.grants g where g.tenant_id = t.tenant_id and g.revoked_at is null) as grants
  from portcullis.tenants t
  where $1::text is null or t.slug = $1
  order by t.slug`;

/**
 * Every organisation of the installation, or the one of a short name, with how much there is of it.
 * For the operator alone, over the administrator's connection: the policies would show nobody this.
 */
export async function findTenants(db: Database, slug: string | null): Promise<TenantRecord[]> {
  try {
    const { rows } = await db.pool.query(QUERY, [slug]);
    return rows.map((row) => ({
      ...{ tenantId: row.tenant_id, slug: row.slug, name: row.name, status: row.status },
      ...{ statusAt: row.status_at, createdAt: row.created_at, workspaceIds: row.workspace_ids },
      ...{ members: row.members, servers: row.servers, grants: row.grants },
    }));
  } catch (error) {
    throw databaseProblem(error);
  }
}

/** The organisation of a short name. Throws `not_found` where there is none. */
export async function findTenant(db: Database, slug: string): Promise<TenantRecord> {
  const [found] = await findTenants(db, slug);
  if (found === undefined)
    throw new Problem("not_found", { detail: `No organisation has the short name "${slug}".` });
  return found;
}
