import { z } from "zod";
import { Problem } from "@/lib/kernel";
import type { Claims } from "./claims";
import { CALLBACK_PATH, type Jackson } from "./jackson";

/**
 * What the broker vouches for once the provider has answered. Who it is, is (connection, subject);
 * the claims are what the provider said beside it, and no identity.
 */
export type BrokerProfile = {
  readonly connection: string;
  readonly tenantId: string;
  readonly subject: string;
  readonly protocol: "saml" | "oidc";
  readonly claims: Claims;
  /** When the provider authenticated the person, as it says; null where it does not say. */
  readonly authenticatedAt: Date | null;
};

const request = z.object({
  response_type: z.literal("code"),
  client_id: z.string(),
  redirect_uri: z.string(),
  state: z.string().min(16).max(256),
  code_challenge: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  code_challenge_method: z.literal("S256"),
});

/**
 * What our own side asks with. Only what is on the list above is taken, and the client must be the
 * connection itself.
 *
 * @throws Problem `sign_in_failed`
 */
export function readAsked(origin: string, connection: string, query: URLSearchParams) {
  const parsed = request.safeParse(Object.fromEntries(query));
  const ours =
    parsed.success &&
    parsed.data.client_id === connection &&
    parsed.data.redirect_uri === `${origin}${CALLBACK_PATH}`;
  if (ours) return parsed.data;
  throw new Problem("sign_in_failed", { internal: "authorisation request is not ours" });
}

/**
 * The provider's address to send the browser to. Only what is on the list above reaches the broker,
 * and the client must be the connection itself: a tenant or product named beside it would let the
 * broker resolve one connection and vouch for another.
 */
export async function authorize(
  jackson: Jackson,
  connection: string,
  query: URLSearchParams,
): Promise<string> {
  const asked = readAsked(jackson.origin, connection, query);
  const answer = await jackson.use(({ oauthController }) =>
    oauthController.authorize({ ...asked, tenant: undefined, product: undefined }),
  );
  return requireAddress(answer.redirect_url);
}

/**
 * Exchanges the broker's code, once, for what it vouches for: that this browser began the sign-in, and
 * through which connection. What the person's provider said is not taken from it.
 */
export async function exchangeCode(
  jackson: Jackson,
  code: string,
  codeVerifier: string,
): Promise<BrokerProfile> {
  const profile = await jackson.use(async ({ oauthController }) => {
    const { access_token } = await oauthController.token({
      grant_type: "authorization_code",
      code,
      code_verifier: codeVerifier,
      redirect_uri: `${jackson.origin}${CALLBACK_PATH}`,
    });
    return oauthController.userInfo(access_token);
  });
  const parsed = vouched.safeParse(profile);
  if (!parsed.success) {
    throw new Problem("sign_in_failed", { internal: "the broker's profile is not complete" });
  }
  const { id, requested } = parsed.data;
  return {
    connection: requested.client_id,
    tenantId: requested.tenant,
    subject: id,
    protocol: requested.protocol,
    claims: { email: null, name: null, groups: [], raw: {} },
    authenticatedAt: null,
  };
}

const vouched = z.object({
  id: z.string().min(1).max(255),
  requested: z.object({
    client_id: z.string().min(1).max(200),
    tenant: z.uuid(),
    protocol: z.literal("saml"),
  }),
});

function requireAddress(address: string | undefined): string {
  if (address !== undefined) return address;
  throw new Problem("sign_in_failed", { internal: "the broker gave no address to go to" });
}
