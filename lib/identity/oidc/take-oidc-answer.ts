import { randomBytes } from "node:crypto";
import type { JSONWebKeySet } from "jose";
import { systemCaller } from "@/lib/access";
import { type Database, type Tx, withTenant } from "@/lib/db";
import { now, type Reach } from "@/lib/kernel";
import { keepAnswer } from "../answer-row";
import { isAfresh } from "../authenticated-at";
import { CALLBACK_PATH, type Jackson, OIDC_RESPONSE_PATH } from "../jackson";
import { type SentRequest, takeRequest } from "../request-row";
import { askProvider } from "./ask-provider";
import { verifierOf } from "./begin-oidc";
import { checkIdToken, type IdToken } from "./check-id-token";
import { claimsOf } from "./claims-of";
import { type Description, describeProvider } from "./describe-provider";
import { type OidcConnection, oidcConnection } from "./oidc-connection";
import { redeemCode } from "./redeem-code";
import { OidcRefused } from "./refusals";

/** How our own codes begin, by which they are told from the broker's. */
export const OIDC_CODE = "oidc_";

type Rooms = { readonly db: Database; readonly jackson: Jackson; readonly reach: Reach };
type Began = { readonly tenantId: string; readonly connection: string };

/**
 * Takes an OpenID provider's answer: it must be to a request of this tenant and connection that
 * waits, from the provider that was asked; its code is exchanged, with the verifier, for a token that
 * passes every check of `checkIdToken`. Gives the callback's address with a code of our own.
 *
 * @throws OidcRefused
 * @throws Problem `unavailable` if the database or the store of connections could not be asked.
 */
export async function takeOidcAnswer(
  rooms: Rooms,
  { tenantId, connection }: Began,
  query: URLSearchParams,
): Promise<string> {
  const state = one(query, "state") ?? "";
  const request = await inTenant(rooms, tenantId, (tx) => takeRequest(tx, tenantId, state));
  const asked = request?.asked;
  if (request === null || asked === undefined) throw new OidcRefused("oidc-no-request");
  if (request.connection !== connection) throw new OidcRefused("oidc-other-connection");
  const used = await oidcConnection(rooms.jackson, tenantId, connection);
  if (used === null) throw new OidcRefused("oidc-other-connection");
  const provider = await describeProvider(used.discoveryUrl, rooms.reach);
  checkSender(query, provider);
  const error = one(query, "error");
  if (error !== null) throw new OidcRefused("provider-refused", error.slice(0, 100));
  const code = one(query, "code");
  if (code === null) throw new OidcRefused("oidc-code", "no code");
  const redirectUri = `${rooms.jackson.origin}${OIDC_RESPONSE_PATH}`;
  const redemption = { code, verifier: verifierOf(state), redirectUri };
  const tokens = await redeemCode(provider, used, redemption, rooms.reach);
  const idToken = await judge(rooms, provider, used, request, tokens.idToken);
  const authenticatedAt = authenticated(idToken, request);
  const info = await userInfo(rooms, provider, idToken, tokens.accessToken);
  const ours = `${OIDC_CODE}${randomBytes(32).toString("base64url")}`;
  await inTenant(rooms, tenantId, (tx) =>
    keepAnswer(tx, tenantId, ours, {
      connection,
      subject: idToken.sub,
      claims: claimsOf({ ...info, ...idToken }),
      challenge: asked.challenge,
      authenticatedAt,
    }),
  );
  const back = new URLSearchParams({ code: ours, state: asked.state });
  return `${rooms.jackson.origin}${CALLBACK_PATH}?${back}`;
}

/** RFC 9207: who answers says who it is; where the provider said that it would, it must. */
function checkSender(query: URLSearchParams, provider: Description): void {
  const issuer = one(query, "iss");
  const must = provider.authorization_response_iss_parameter_supported === true;
  if (issuer === null ? !must : issuer === provider.issuer) return;
  throw new OidcRefused("oidc-mix-up", issuer?.slice(0, 200) ?? "no issuer (iss)");
}

async function judge(
  { reach }: Rooms,
  provider: Description,
  used: OidcConnection,
  request: SentRequest,
  token: string,
): Promise<IdToken> {
  const { status, body } = await askProvider(provider.jwks_uri, reach);
  if (status !== 200 || !Array.isArray(body.keys)) throw new OidcRefused("provider-unreachable");
  return await checkIdToken(token, {
    issuer: provider.issuer,
    clientId: used.clientId,
    nonce: request.requestId,
    keys: body as unknown as JSONWebKeySet,
  });
}

/**
 * When the provider authenticated the person; null where it does not say. Where that was to be done for
 * this request, it must say so.
 */
function authenticated({ auth_time: told }: IdToken, { afreshSince }: SentRequest): string | null {
  const at = typeof told === "number" ? new Date(told * 1000) : null;
  // Before all times, or still to come by more than the clocks may differ: that says nothing of when it was.
  const known = isAfresh(0, at, now()) ? at : null;
  if (afreshSince !== undefined && !isAfresh(afreshSince, known, now()))
    throw new OidcRefused("oidc-not-afresh", known?.toISOString() ?? "no auth_time");
  return known?.toISOString() ?? null;
}

/** Asked only where the token itself says no address; what it says must be of the same person. */
async function userInfo(
  { reach }: Rooms,
  provider: Description,
  token: IdToken,
  accessToken: string | null,
): Promise<Record<string, unknown>> {
  if (typeof token.email === "string" || accessToken === null) return {};
  if (provider.userinfo_endpoint === undefined) return {};
  const authorization = `Bearer ${accessToken}`;
  const { status, body } = await askProvider(provider.userinfo_endpoint, reach, { authorization });
  if (status !== 200) return {};
  if (body.sub !== token.sub) throw new OidcRefused("oidc-subject");
  return body;
}

/** A parameter that came once; one that came twice is none (RFC 6749, section 3.1). */
function one(query: URLSearchParams, name: string): string | null {
  const [value, ...more] = query.getAll(name);
  return value === undefined || more.length > 0 ? null : value;
}

function inTenant<T>({ db }: Rooms, tenantId: string, work: (tx: Tx) => Promise<T>): Promise<T> {
  const caller = systemCaller("sign-in", { tenantId, workspaceIds: [] }, "console");
  return withTenant(db, caller, work);
}
