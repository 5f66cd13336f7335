import { createHash, hkdfSync, randomBytes } from "node:crypto";
import { systemCaller } from "@/lib/access";
import { type Database, withTenant } from "@/lib/db";
import type { Reach } from "@/lib/kernel";
import { assertUrlAllowed, now } from "@/lib/kernel";
import { OIDC_RESPONSE_PATH } from "../jackson";
import { keepRequest } from "../request-row";
import { describeProvider } from "./describe-provider";
import type { OidcConnection } from "./oidc-connection";
import { OidcRefused } from "./refusals";

export type Asked = { readonly state: string; readonly challenge: string };

/**
 * How old an authentication at the provider may be, in seconds, where none anew is asked for: as long as
 * any session may last. A provider that is asked says when it was (OpenID Connect Core 1.0, section 2).
 */
const MAX_AGE_SECONDS = 720 * 3600;

/** The verifier of a request (RFC 7636), which follows from its state and so is stored nowhere. */
export function verifierOf(state: string): string {
  const bytes = hkdfSync("sha256", state, "", "portcullis/oidc-verifier/v1", 32);
  return Buffer.from(bytes).toString("base64url");
}

/**
 * Begins a sign-in at an OpenID provider: state, nonce and PKCE anew for each, remembered until the
 * answer comes. Gives the provider's address to send the browser to; nothing in it says where the
 * person goes afterwards.
 *
 * @param asked what our own side asked with: its state, and the challenge the code must answer
 * @param afresh whether the provider is to authenticate the person now, whoever it knows already
 * @throws OidcRefused
 */
export async function beginOidc(
  { db, origin, reach }: { readonly db: Database; readonly origin: string; readonly reach: Reach },
  tenantId: string,
  used: OidcConnection,
  asked: Asked,
  afresh = false,
): Promise<string> {
  const provider = await describeProvider(used.discoveryUrl, reach);
  const state = randomBytes(32).toString("base64url");
  const nonce = randomBytes(32).toString("base64url");
  const caller = systemCaller("sign-in", { tenantId, workspaceIds: [] }, "console");
  const since = afresh ? { afreshSince: Math.floor(now().getTime() / 1000) } : {};
  const request = { connection: used.connection, requestId: nonce, asked, ...since };
  await withTenant(db, caller, (tx) => keepRequest(tx, tenantId, state, request));
  const url = endpoint(provider.authorization_endpoint, reach);
  for (const [name, value] of Object.entries({
    ...{ response_type: "code", client_id: used.clientId, scope: "openid email profile" },
    ...{ redirect_uri: `${origin}${OIDC_RESPONSE_PATH}`, state, nonce },
    code_challenge: createHash("sha256").update(verifierOf(state)).digest("base64url"),
    code_challenge_method: "S256",
    max_age: String(afresh ? 0 : MAX_AGE_SECONDS),
    ...(afresh ? { prompt: "login" } : {}),
  })) {
    url.searchParams.set(name, value);
  }
  return url.href;
}

/** The browser goes there, not we: it may lie within the organisation's network, but not be plain. */
function endpoint(text: string, reach: Reach): URL {
  try {
    const url = new URL(text);
    return url.protocol === "https:" && url.username === "" ? url : assertUrlAllowed(text, reach);
  } catch {
    throw new OidcRefused("oidc-description", "no address to sign in at");
  }
}
