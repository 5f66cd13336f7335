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
 * The provider's address to send the browser to. Only what is on the list above reaches the broker,
 * and the client must be the connection itself: a tenant or product named beside it would let the
 * broker resolve one connection and vouch for another.
 */
export async function authorize(
  jackson: Jackson,
  connection: string,
  query: URLSearchParams,
): Promise<string> {
  const parsed = request.safeParse(Object.fromEntries(query));
  const redirectUri = `${jackson.origin}${CALLBACK_PATH}`;
  if (
    !parsed.success ||
    parsed.data.client_id !== connection ||
    parsed.data.redirect_uri !== redirectUri
  ) {
    throw new Problem("sign_in_failed", { internal: "authorisation request is not ours" });
  }
  const answer = await jackson.use(({ oauthController }) =>
    oauthController.authorize({ ...parsed.data, tenant: undefined, product: undefined }),
  );
  return requireAddress(answer.redirect_url);
}

/** Takes the provider's answer and returns the address that carries the broker's own code. */
export async function takeProviderAnswer(
  jackson: Jackson,
  query: URLSearchParams,
): Promise<string> {
  const answer = await jackson.use(({ oauthController }) =>
    oauthController.oidcAuthzResponse(Object.fromEntries(query)),
  );
  return requireAddress(answer.redirect_url);
}

/** Exchanges the broker's code, once, for what it vouches for. */
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
  const { id, requested, ...said } = parsed.data;
  return {
    connection: requested.client_id,
    tenantId: requested.tenant,
    subject: id,
    protocol: requested.protocol,
    claims: claimsOf(said),
  };
}

const text = z.string().max(2000).catch("");
const vouched = z.object({
  id: z.string().min(1).max(255),
  email: text.optional(),
  firstName: text.optional(),
  lastName: text.optional(),
  groups: z.array(text).max(500).catch([]).optional(),
  raw: z.record(z.string(), z.unknown()).catch({}).optional(),
  requested: z.object({
    client_id: z.string().min(1).max(200),
    tenant: z.uuid(),
    protocol: z.enum(["saml", "oidc"]),
  }),
});

/** Of an OpenID provider: what its token and its userinfo endpoint said, each value as text. */
function claimsOf(said: Omit<z.infer<typeof vouched>, "id" | "requested">): Claims {
  const raw = Object.entries(said.raw ?? {}).map(([name, value]) => {
    const values = (Array.isArray(value) ? value : [value]).filter(isPlain);
    return [name.slice(0, 200), values.map((one) => String(one).slice(0, 2000))] as const;
  });
  const claims = Object.fromEntries(raw.filter(([, values]) => values.length > 0).slice(0, 100));
  const full = [said.firstName, said.lastName].filter(Boolean).join(" ");
  return {
    email: said.email || null,
    name: claims.name?.[0] ?? (full || null),
    groups: (said.groups ?? []).filter((one) => one !== ""),
    raw: claims,
  };
}

function isPlain(value: unknown): boolean {
  return ["string", "number", "boolean"].includes(typeof value);
}

function requireAddress(address: string | undefined): string {
  if (address !== undefined) return address;
  throw new Problem("sign_in_failed", { internal: "the broker gave no address to go to" });
}
