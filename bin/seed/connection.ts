import { createOidcConnection, type Jackson, openJackson } from "@/lib/identity";
import { roleUrl } from "../supervisor/database-url";
import type { SeedContext } from "./context";

/** Opens the identity broker. One for the whole run: a process holds a single one well. */
export function openBroker({ config, secrets }: SeedContext): Promise<Jackson> {
  const jacksonDatabaseUrl = roleUrl(config, secrets, "jackson_svc");
  return openJackson({ ...config, jacksonDatabaseUrl }, secrets);
}

/** Connects a tenant to the evaluation provider; again where it is connected, with today's addresses. */
export async function connectTenant(
  { config, secrets }: SeedContext,
  jackson: Jackson,
  tenant: { slug: string; id: string },
): Promise<string> {
  const client = secrets.idp.clients[tenant.slug];
  if (!client) throw new Error(`The evaluation provider has no client for ${tenant.slug}.`);
  const { connection } = await createOidcConnection(jackson, {
    tenantId: tenant.id,
    slug: tenant.slug,
    discoveryUrl: `${config.origins.idp}/.well-known/openid-configuration`,
    clientId: client.id,
    clientSecret: client.secret,
  });
  return connection;
}
