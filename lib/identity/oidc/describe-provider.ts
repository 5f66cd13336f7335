import { z } from "zod";
import { now, type Reach } from "@/lib/kernel";
import { askProvider } from "./ask-provider";
import { OidcRefused } from "./refusals";

const WELL_KNOWN = "/.well-known/openid-configuration";
const KEPT_MS = 5 * 60_000;
const MOST_KEPT = 500;

const address = z.string().max(2000);
const description = z.object({
  issuer: address,
  authorization_endpoint: address,
  token_endpoint: address,
  jwks_uri: address,
  userinfo_endpoint: address.optional(),
  token_endpoint_auth_methods_supported: z.array(z.string()).optional(),
  authorization_response_iss_parameter_supported: z.boolean().optional(),
});
export type Description = z.infer<typeof description>;

const kept = new Map<string, { readonly until: number; readonly value: Description }>();

/**
 * What a provider says of itself (OpenID Connect Discovery 1.0), from its issuer or the address of
 * the document; kept for five minutes. Its keys are not kept: they are asked for at every sign-in, so
 * that a new key is known at once.
 *
 * @throws OidcRefused
 */
export async function describeProvider(discoveryUrl: string, reach: Reach): Promise<Description> {
  const at = now().getTime();
  const known = kept.get(discoveryUrl);
  if (known !== undefined && known.until > at) return known.value;
  const url = discoveryUrl.includes("/.well-known/")
    ? discoveryUrl
    : `${discoveryUrl.replace(/\/$/, "")}${WELL_KNOWN}`;
  const { status, body } = await askProvider(url, reach);
  if (status !== 200) throw new OidcRefused("provider-unreachable", `status ${status}`);
  const parsed = description.safeParse(body);
  if (!parsed.success) throw new OidcRefused("oidc-description");
  checkPlace(url, parsed.data.issuer);
  if (kept.size >= MOST_KEPT) kept.clear();
  kept.set(discoveryUrl, { until: at + KEPT_MS, value: parsed.data });
  return parsed.data;
}

/**
 * The document must lie under the issuer it names (section 4.3): else whoever can put a document
 * anywhere could speak in another provider's name.
 */
function checkPlace(url: string, issuer: string): void {
  const { origin, pathname } = new URL(url);
  if (`${origin}${pathname}` === `${issuer.replace(/\/$/, "")}${WELL_KNOWN}`) return;
  throw new OidcRefused("oidc-description", `the issuer ${issuer} is not where the document is`);
}
