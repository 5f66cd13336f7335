import { resolveTenant, type TenantRow } from "@/lib/db";
import {
  authorize,
  beginFlow,
  beginSaml,
  CALLBACK_PATH,
  completeSignIn,
  endFlowCookies,
  endSession,
  finishFlow,
  noSignInCookie,
  parseCookies,
  resolveSessionCaller,
  returnTo,
  SESSION_COOKIE,
  SIGN_IN_COOKIE,
  type SignInState,
  sessionCookie,
  signInCookie,
  signState,
  takeProviderAnswer,
  usableConnections,
  verifyState,
  vouchedBySaml,
} from "@/lib/identity";
import { CLIENT_ADDRESS_HEADER, Problem } from "@/lib/kernel";
import type { House } from "./rooms";
import { finishTest, type Step } from "./sign-in-tests";

export type { Step } from "./sign-in-tests";
/** What a person is told of a sign-in that did not succeed; nothing of what was wrong with it. */
export type SignInNotice = "refused" | "not-set-up" | "unavailable" | "signed-out";

/** What an organisation's address is made of. */
export const SLUG = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/;

/** The sign-in page of an organisation, with what is to be told there. */
export function signInPage(slug: string, notice?: SignInNotice, requestId?: string): string {
  const query = new URLSearchParams();
  if (notice !== undefined) query.set("notice", notice);
  if (requestId !== undefined) query.set("request", requestId);
  return `/t/${encodeURIComponent(slug)}/sign-in${query.size > 0 ? `?${query}` : ""}`;
}

/** First step: from the organisation's address to the broker, with the signed state of the sign-in. */
export async function begin(
  rooms: House,
  slug: string,
  next: string | null,
  wanted: string | null = null,
): Promise<Step> {
  const tenant = await tenantOf(rooms, slug);
  const { jackson } = await rooms.signInDoor();
  const ways =
    tenant === null ? [] : await usableConnections({ db: rooms.db, jackson }, tenant.tenant_id);
  const [only, ...more] = ways;
  const connection = more.length === 0 ? only : ways.find(({ id }) => id === wanted);
  if (tenant === null || only === undefined) return { location: signInPage(slug, "not-set-up") };
  const back = returnTo(next, slug);
  if (connection === undefined) return { location: choicePage(slug, back) };
  return await beginAt(rooms, tenant, connection.brokerId, back);
}

/** Where one of several connections is chosen. */
function choicePage(slug: string, next: string): string {
  return `/t/${encodeURIComponent(slug)}/sign-in/choose?${new URLSearchParams({ next })}`;
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
): Promise<Step> {
  const flow = await beginFlow(await rooms.signInDoor(), connection);
  const state = { tenantId, slug, connection, next, ...(test === undefined ? {} : { test }) };
  return {
    location: flow.location,
    cookies: [...flow.cookies, signInCookie(signState(rooms.signInKey, state))],
  };
}

/** Second step: from the broker to the organisation's identity provider. */
export async function goToProvider(rooms: House, request: Request): Promise<Step> {
  const state = requireState(rooms, request);
  const { jackson } = await rooms.signInDoor();
  const { searchParams } = new URL(request.url);
  const location = await authorize(jackson, state.connection, searchParams);
  if (!new URL(location).searchParams.has("SAMLRequest")) return { location };
  const door = { db: rooms.db, jackson };
  return { location: await beginSaml(door, state, state.connection, location) };
}

/** Third step: the provider's answer, taken by the broker, which sends its own to the callback. */
export async function comeBack(rooms: House, request: Request): Promise<Step> {
  requireState(rooms, request);
  const { jackson } = await rooms.signInDoor();
  const location = await takeProviderAnswer(jackson, new URL(request.url).searchParams);
  if (!location.startsWith(`${jackson.origin}${CALLBACK_PATH}?`)) {
    throw new Problem("sign_in_failed", { internal: "the broker leads away from the callback" });
  }
  return { location };
}

/** Last step: what the broker vouches for becomes a session, or a refusal that tells nothing. */
export async function finish(rooms: House, request: Request, requestId: string): Promise<Step> {
  const state = requireState(rooms, request);
  const cookies = parseCookies(request.headers.get("cookie"));
  const query = new URL(request.url).searchParams;
  const broker = await finishFlow(await rooms.signInDoor(), state.connection, query, cookies);
  const code = query.get("code") ?? "";
  const profile =
    broker?.protocol === "saml" ? await vouchedBySaml(rooms, state.tenantId, broker, code) : broker;
  if (state.test !== undefined) return await finishTest(rooms, state, profile, requestId);
  const result = await completeSignIn(rooms, {
    state,
    profile,
    userAgent: request.headers.get("user-agent"),
    address: request.headers.get(CLIENT_ADDRESS_HEADER),
    requestId,
  });
  const over = [noSignInCookie(), ...endFlowCookies()];
  if (!result.ok) return { location: signInPage(state.slug, "refused", requestId), cookies: over };
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
async function endEarlierSession(
  rooms: House,
  token: string | undefined,
  requestId: string,
): Promise<void> {
  const earlier = await resolveSessionCaller(rooms, token, { requestId, source: "console" });
  if (earlier !== null) await endSession(rooms, earlier);
}
