import { Problem, type Reach } from "@/lib/kernel";
import { CALLBACK_PATH, type Jackson, PRODUCT } from "../jackson";
import { fetchMetadata } from "./fetch-metadata";
import { samlAddresses } from "./names";
import { checkProvider, type IdentityProvider, readIdpMetadata } from "./read-idp-metadata";
import { SIGNED_REQUESTS } from "./saml-connection";
import { idpMetadata } from "./write-metadata";

export type SamlConnectionInput = {
  readonly tenantId: string;
  readonly slug: string;
  /** Where its description comes from: an address, the document itself, or typed fields. */
  readonly provider:
    | { readonly metadataUrl: string }
    | { readonly metadata: string }
    | { readonly fields: IdentityProvider };
};

/**
 * Connects a tenant to its SAML identity provider, and returns the connection's id, the first half
 * of every identity that signs in through it, with what was read of the provider. The id follows
 * from tenant and entity id: repeating the call with other certificates or addresses updates the
 * connection and changes no identity, and another tenant may connect to the same provider.
 *
 * @throws Problem `invalid_request` that says what is wrong with the description; `url_refused` if
 * its address may not be fetched.
 */
export async function createSamlConnection(
  jackson: Jackson,
  reach: Reach,
  input: SamlConnectionInput,
): Promise<{ connection: string; provider: IdentityProvider }> {
  const provider = await readProvider(input.provider, reach);
  checkSsoUrl(provider.ssoUrl, reach);
  const { entityId, acsUrl } = samlAddresses(jackson.origin, input.slug);
  const record = await jackson.askFor(input.tenantId, ({ connectionAPIController }) =>
    connectionAPIController.createSAMLConnection({
      tenant: input.tenantId,
      product: PRODUCT,
      rawMetadata: idpMetadata(provider),
      samlAudienceOverride: entityId,
      acsUrlOverride: acsUrl,
      label: provider.wantsSignedRequests ? SIGNED_REQUESTS : "",
      defaultRedirectUrl: `${jackson.origin}/t/${input.slug}/sign-in`,
      redirectUrl: [`${jackson.origin}${CALLBACK_PATH}`],
    }),
  );
  return { connection: record.clientID, provider };
}

/** What a description says, without connecting anything: to be shown before it is saved. */
export async function readProvider(
  given: SamlConnectionInput["provider"],
  reach: Reach,
): Promise<IdentityProvider> {
  if ("fields" in given) return checkProvider(given.fields);
  if ("metadata" in given) return readIdpMetadata(given.metadata);
  return readIdpMetadata(await fetchMetadata(given.metadataUrl, reach));
}

/** The browser goes there, not we: it may lie within the organisation's own network, but not be plain. */
function checkSsoUrl(text: string, reach: Reach): void {
  const url = new URL(text);
  const mode = typeof reach === "string" ? reach : reach.mode;
  const local = mode === "evaluation" && ["localhost", "127.0.0.1"].includes(url.hostname);
  if (url.protocol === "https:" || (url.protocol === "http:" && local)) return;
  throw new Problem("invalid_request", { detail: "The sign-in address must be https." });
}
