import type { Jackson } from "@/lib/identity";
import { asAdmin } from "../database/admin";
import { connectTenant } from "./connection";
import type { Evaluation, SeedContext } from "./context";

/**
 * Brings what was seeded up to date with ports that were moved since: the grants' addresses, the
 * tenants' connections to the provider, and where the evaluation MCP server is.
 */
export async function followAddresses(
  context: SeedContext,
  jackson: Jackson,
  before: Evaluation,
  now: Evaluation,
): Promise<void> {
  for (const tenant of now.tenants) {
    for (const grant of tenant.grants) grant.mcpUrl = `${now.gate}/mcp/${grant.serverId}`;
  }
  if (before.console !== now.console || before.idp !== now.idp) {
    for (const tenant of now.tenants) await connectTenant(context, jackson, tenant);
  }
  if (before.upstream !== now.upstream) {
    // Not a use case: nobody may move a registered server elsewhere. Only this program's own
    // evaluation server has moved, and it is the administrator's connection that says so.
    await asAdmin(context.adminUrl, (client) =>
      client.query(
        "update portcullis.servers set url = $1 where url = $2 and tenant_id = any($3::uuid[])",
        [now.upstream, before.upstream, now.tenants.map((tenant) => tenant.id)],
      ),
    );
  }
}
