import { asAdmin } from "../database/admin";

export type Inventory = {
  tenants: { slug: string; id: string; workspaceId: string; emails: string[] }[];
};

/** What of the evaluation tenants stands in the database, whoever they belong to. */
export async function takeInventory(adminUrl: string): Promise<Inventory> {
  return asAdmin(adminUrl, async (client) => {
    const { rows } = await client.query<Inventory["tenants"][number]>(`
      select t.slug, t.tenant_id as id,
        (select w.id from portcullis.workspaces w where w.tenant_id = t.tenant_id order by w.created_at, w.id limit 1) as "workspaceId",
        coalesce((select array_agg(m.email) from portcullis.members m where m.tenant_id = t.tenant_id), '{}') as emails
      from portcullis.tenants t`);
    return { tenants: rows };
  });
}
