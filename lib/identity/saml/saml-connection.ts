import { Problem } from "@/lib/kernel";
import { type Jackson, PRODUCT } from "../jackson";
import { certificateOf } from "./read-idp-metadata";

/** Says of a connection in the broker's store that its provider takes signed requests only. */
export const SIGNED_REQUESTS = "signed-requests";

/** A SAML connection as it is used for a sign-in. */
export type SamlConnection = {
  readonly connection: string;
  readonly entityId: string;
  readonly ssoUrl: string;
  readonly certificates: readonly string[];
  readonly wantsSignedRequests: boolean;
};

/**
 * A tenant's SAML connections in use.
 *
 * @throws Problem `unavailable` if they could not be read.
 */
export async function samlConnections(
  jackson: Jackson,
  tenantId: string,
): Promise<readonly SamlConnection[]> {
  const records = await jackson.askFor(tenantId, ({ connectionAPIController }) =>
    connectionAPIController.getConnections({ tenant: tenantId, product: PRODUCT }),
  );
  return records.flatMap((record) => {
    if (!("idpMetadata" in record) || record.deactivated === true) return [];
    const { entityID, sso, publicKey } = record.idpMetadata;
    if (record.tenant !== tenantId || !sso.redirectUrl || !publicKey) return [];
    return [
      {
        connection: record.clientID,
        entityId: entityID,
        ssoUrl: sso.redirectUrl,
        certificates: publicKey.split(",").map(certificateOf),
        wantsSignedRequests: record.label === SIGNED_REQUESTS,
      },
    ];
  });
}

/**
 * Whether requests of a tenant are signed: all of them, as soon as one of its providers takes no others,
 * since its metadata says it of all (SAML metadata, section 2.4.4) and a provider may hold us to that.
 */
export function signsRequests(all: readonly SamlConnection[]): boolean {
  return all.some((one) => one.wantsSignedRequests);
}

/**
 * One of them, and whether requests are signed.
 *
 * @throws Problem `sign_in_failed` if the tenant has none of that id in use.
 */
export async function samlConnection(
  jackson: Jackson,
  tenantId: string,
  connection: string,
): Promise<SamlConnection & { readonly signed: boolean }> {
  const all = await samlConnections(jackson, tenantId);
  const found = all.find((one) => one.connection === connection);
  if (found === undefined) {
    throw new Problem("sign_in_failed", { internal: "the tenant has no such SAML connection" });
  }
  return { ...found, signed: signsRequests(all) };
}
