import { type Database, databaseProblem } from "@/lib/db";

export type TenantScope = { readonly tenantId: string; readonly workspaceIds: readonly string[] };

/** Every tenant with its workspaces, for those who go from one to the next. */
export async function listTenants(db: Database): Promise<TenantScope[]> {
  try {
    const { rows } = await db.pool.query<{ tenant_id: string; workspace_ids: string[] }>(
      "select tenant_id, workspace_ids from portcullis.list_tenants()",
    );
    return rows.map((row) => ({ tenantId: row.tenant_id, workspaceIds: row.workspace_ids }));
  } catch (error) {
    throw databaseProblem(error);
  }
}
