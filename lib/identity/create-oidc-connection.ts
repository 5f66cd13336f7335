import { CALLBACK_PATH, type Jackson, PRODUCT } from "./jackson";

export type OidcConnectionInput = {
  readonly tenantId: string;
  readonly slug: string;
  /** The provider's discovery document, or its issuer. */
  readonly discoveryUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
};

/**
 * Connects a tenant to its OpenID provider and returns the connection's id, the first half of every
 * identity that signs in through it. The id follows from tenant and client id, so repeating the
 * call updates the connection and changes no identity.
 */
export async function createOidcConnection(
  jackson: Jackson,
  input: OidcConnectionInput,
): Promise<{ connection: string }> {
  const record = await jackson.use(({ connectionAPIController }) =>
    connectionAPIController.createOIDCConnection({
      tenant: input.tenantId,
      product: PRODUCT,
      oidcDiscoveryUrl: input.discoveryUrl,
      oidcClientId: input.clientId,
      oidcClientSecret: input.clientSecret,
      defaultRedirectUrl: `${jackson.origin}/t/${input.slug}/sign-in`,
      redirectUrl: [`${jackson.origin}${CALLBACK_PATH}`],
    }),
  );
  return { connection: record.clientID };
}
