import { resolveTenant, type TenantRow } from "@/lib/db";
import {
  authorize,
  beginFlow,
  beginOidc,
  beginSaml,
  completeSignIn,
  deviceCookieName,
  endFlowCookies,
  endSession,
  exchangeOidc,
  finishFlow,
  noSignInCookie,
  OidcRefused,
  oidcConnection,
  parseCookies,
  providerReach,
  readAsked,
  recordRefusal,
  resolveSessionCaller,
  returnTo,
  SESSION_COOKIE,
  SIGN_IN_COOKIE,
  type SignInState,
  secondStepCookie,
  sessionCookie,
  signInCookie,
  signState,
  takeOidcAnswer,
  usableConnections,
  verifyState,
  vouchedBySaml,
} from "@/lib/identity";
import { CLIENT_ADDRESS_HEADER, Problem } from "@/lib/kernel";
import { SLUG } from "@/lib/kernel/slug";
import type { House } from "./rooms";
import { choicePage, noticeFor, secondStepPage, signInPage } from "./sign-in-pages";
import { finishTest, type Step } from "./sign-in-tests";

export type { Step } from "./sign-in-tests";

/** First step: from the organisation's address to the broker, with the signed state of the sign-in. */
export async function begin(
  rooms: House,
  slug: string,
  next: string | null,
  wanted: string | null = null,
  afresh = false,
): Promise<Step> {
  const tenant = await tenantOf(rooms, slug);
  const { jackson } = await rooms.signInDoor();
  const ways =
    tenant === null ? [] : await usableConnections({ db: rooms.db, jackson }, tenant.tenant_id);
  const [only, ...more] = ways;
  const connection = more.length === 0 ? only : ways.find(({ id }) => id === wanted);
  if (tenant === null || only === undefined) return { location: signInPage(slug, "not-set-up") };
  const back = returnTo(next, slug);
  if (connection === undefined) return { location: choicePage(slug, back, afresh) };
  return await beginAt(rooms, tenant, connection.brokerId, back, undefined, afresh);
}

/** The tenant of an address, or null; what cannot be an address is not looked up. */
export async function tenantOf(rooms: House, slug: string): Promise<TenantRow | null> {
  return SLUG.test(slug) ? await resolveTenant(rooms.db, slug) : null;
}

/** The same for a connection that is known already, of a tenant that is; or a test of it. */
export async function beginAt(
  rooms: House,
  { tenant_id: tenantId, slug }: TenantRow,
  connection: string,
  next: string,
  test?: string,
  afresh = false,
): Promise<Step> {
  const flow = await beginFlow(await rooms.signInDoor(), connection);
  const state: SignInState = {
    ...{ tenantId, slug, connection, next },
    ...(test === undefined ? {} : { test }),
    ...(afresh ? { afresh } : {}),
  };
  return {
    location: flow.location,
    cookies: [...flow.cookies, signInCookie(signState(rooms.signInKey, state))],
  };
}

/** Second step: from our own authorisation endpoint to the organisation's identity provider. */
export async function goToProvider(
  rooms: House,
  request: Request,
  requestId: string,
): Promise<Step> {
  const state = requireState(rooms, request);
  const { tenantId, connection } = state;
  const { jackson } = await rooms.signInDoor();
  const { searchParams } = new URL(request.url);
  const used = await oidcConnection(jackson, tenantId, connection);
  if (used === null) {
    const location = await authorize(jackson, connection, searchParams);
    return { location: await beginSaml({ db: rooms.db, jackson }, state, location) };
  }
  const asked = readAsked(jackson.origin, connection, searchParams);
  const door = { db: rooms.db, origin: jackson.origin, reach: providerReach(rooms.config) };
  const ours = { state: asked.state, challenge: asked.code_challenge };
  return await refusing(rooms, state, requestId, () =>
    beginOidc(door, tenantId, used, ours, state.afresh),
  );
}

/** Third step: an OpenID provider's answer, judged; on to the callback with a code of our own. */
export async function comeBack(rooms: House, request: Request, requestId: string): Promise<Step> {
  const state = requireState(rooms, request);
  const { jackson } = await rooms.signInDoor();
  const { searchParams } = new URL(request.url);
  const door = { db: rooms.db, jackson, reach: providerReach(rooms.config) };
  return await refusing(rooms, state, requestId, () => takeOidcAnswer(door, state, searchParams));
}

/** Where `step` leads to; where it refuses, the reason is recorded and the sign-in is over. */
async function refusing(
  rooms: House,
  state: SignInState,
  requestId: string,
  step: () => Promise<string>,
): Promise<Step> {
  try {
    return { location: await step() };
  } catch (error) {
    if (!(error instanceof OidcRefused)) throw error;
    const { tenantId, slug, connection } = state;
    const { reason, detail } = error;
    await recordRefusal(rooms, {
      ...{ tenantId, requestId, reason, connection },
      ...(detail === undefined ? {} : { found: detail }),
    });
    if (state.test !== undefined) {
      return await finishTest(rooms, state, null, requestId, { reason, found: detail });
    }
    const cookies = [noSignInCookie(), ...endFlowCookies()];
    return { location: signInPage(slug, noticeFor(reason), requestId), cookies };
  }
}

/** Last step: what the broker vouches for becomes a session, or a refusal that tells nothing. */
export async function finish(rooms: House, request: Request, requestId: string): Promise<Step> {
  const state = requireState(rooms, request);
  const cookies = parseCookies(request.headers.get("cookie"));
  const query = new URL(request.url).searchParams;
  const door = await rooms.signInDoor();
  const broker = await finishFlow(door, state.connection, query, cookies, (given, verifier) =>
    exchangeOidc(rooms, state.tenantId, given, verifier),
  );
  const code = query.get("code") ?? "";
  const profile =
    broker?.protocol === "saml" ? await vouchedBySaml(rooms, state.tenantId, broker, code) : broker;
  if (state.test !== undefined) {
    const why = profile === null ? { reason: "answer-refused" } : {};
    return await finishTest(rooms, state, profile, requestId, why);
  }
  const result = await completeSignIn(rooms, {
    state,
    profile,
    userAgent: request.headers.get("user-agent"),
    address: request.headers.get(CLIENT_ADDRESS_HEADER),
    requestId,
    deviceToken: cookies.get(deviceCookieName(state.slug)),
  });
  const over = [noSignInCookie(), ...endFlowCookies()];
  if (!result.ok) return { location: signInPage(state.slug, "refused", requestId), cookies: over };
  if (result.opens === "second-step") {
    const waits = [secondStepCookie(result.token.reveal()), ...over];
    return { location: secondStepPage(state.slug), cookies: waits };
  }
  await endEarlierSession(rooms, cookies.get(SESSION_COOKIE), requestId);
  return { location: state.next, cookies: [sessionCookie(result.token.reveal()), ...over] };
}

/** The state of the sign-in this browser began; null once it is over, too old or not ours. */
export function stateOf(rooms: House, request: Request): SignInState | null {
  const cookie = parseCookies(request.headers.get("cookie")).get(SIGN_IN_COOKIE);
  return verifyState(rooms.signInKey, cookie);
}

function requireState(rooms: House, request: Request): SignInState {
  const state = stateOf(rooms, request);
  if (state === null) throw new Problem("sign_in_failed", { internal: "no sign-in is under way" });
  return state;
}

/** A browser has one session: the one before ends with the sign-in that replaces it. */
export async function endEarlierSession(
  rooms: Pick<House, "db">,
  token: string | undefined,
  requestId: string,
): Promise<void> {
  const request = { requestId, source: "console", evenWithoutFactor: true } as const;
  const earlier = await resolveSessionCaller(rooms, token, request);
  if (earlier !== null) await endSession(rooms, earlier);
}
