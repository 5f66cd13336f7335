import { type Jackson, PRODUCT } from "../jackson";

/** An OpenID connection as it is used for a sign-in. */
export type OidcConnection = {
  readonly connection: string;
  readonly discoveryUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
};

/**
 * A tenant's OpenID connection, if it is one and in use; else null.
 *
 * @throws Problem `unavailable` if it could not be read.
 */
export async function oidcConnection(
  jackson: Jackson,
  tenantId: string,
  connection: string,
): Promise<OidcConnection | null> {
  const records = await jackson.askFor(tenantId, ({ connectionAPIController }) =>
    connectionAPIController.getConnections({ tenant: tenantId, product: PRODUCT }),
  );
  const found = records.find((one) => one.clientID === connection && one.tenant === tenantId);
  if (found === undefined || !("oidcProvider" in found) || found.deactivated === true) return null;
  const { discoveryUrl, clientId, clientSecret } = found.oidcProvider;
  return discoveryUrl ? { connection, discoveryUrl, clientId, clientSecret } : null;
}
