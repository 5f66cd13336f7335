import type { Reach } from "@/lib/kernel";
import { type Answer, askProvider } from "./ask-provider";
import type { Description } from "./describe-provider";
import type { OidcConnection } from "./oidc-connection";
import { OidcRefused } from "./refusals";

/** How a client says who it is at the token endpoint (OpenID Connect Core, section 9). */
type Method = "client_secret_post" | "client_secret_basic";

/** What the token endpoint is asked with, but for who asks (RFC 6749, section 4.1.3; RFC 7636). */
export type Redemption = {
  readonly code: string;
  readonly verifier: string;
  readonly redirectUri: string;
};

/**
 * Exchanges a provider's code for its tokens. A provider that takes the client's secret in two ways may
 * take it of this client in one of them only, and its description does not say which: where it refuses
 * the client, and not the code, it is asked once more in the other way.
 *
 * @throws OidcRefused
 */
export async function redeemCode(
  provider: Description,
  used: OidcConnection,
  redemption: Redemption,
  reach: Reach,
): Promise<{ readonly idToken: string; readonly accessToken: string | null }> {
  const listed = provider.token_endpoint_auth_methods_supported ?? ["client_secret_basic"];
  const post = listed.includes("client_secret_post");
  const ask = (method: Method) =>
    askProvider(provider.token_endpoint, reach, requestOf(method, used, redemption));
  const first = await ask(post ? "client_secret_post" : "client_secret_basic");
  const again = post && listed.includes("client_secret_basic") && refusesClient(first);
  const second = again ? await ask("client_secret_basic") : first;
  if (second.status >= 500) throw new OidcRefused("provider-unreachable", told(second));
  if (second.status !== 200) throw new OidcRefused("oidc-code", told(first));
  const { id_token: idToken, access_token: accessToken } = second.body;
  if (typeof idToken !== "string") throw new OidcRefused("oidc-no-token");
  return { idToken, accessToken: typeof accessToken === "string" ? accessToken : null };
}

function requestOf(
  method: Method,
  { clientId, clientSecret }: OidcConnection,
  { code, verifier, redirectUri }: Redemption,
): { form: Record<string, string>; authorization?: string } {
  const form = {
    ...{ grant_type: "authorization_code", code, code_verifier: verifier },
    redirect_uri: redirectUri,
  };
  if (method === "client_secret_post") {
    return { form: { ...form, client_id: clientId, client_secret: clientSecret } };
  }
  const encoded = [clientId, clientSecret].map(encodeURIComponent).join(":");
  return { form, authorization: `Basic ${Buffer.from(encoded).toString("base64")}` };
}

/** Whether it was not the code that was refused but who brought it (RFC 6749, section 5.2). */
function refusesClient({ status, body }: Answer): boolean {
  if (status === 401 || status === 403) return true;
  return status === 400 && ["invalid_client", "unauthorized_client"].includes(String(body.error));
}

/** A provider's answer for the trace: its status, and its error where that is a plain word. */
function told({ status, body: { error } }: Answer): string {
  const word = typeof error === "string" && /^[a-z_]{1,60}$/.test(error) ? ` ${error}` : "";
  return `status ${status}${word}`;
}
