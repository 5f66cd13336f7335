import { createHash, randomBytes } from "node:crypto";
import type { AuthOptions } from "next-auth";
import { log, Problem, toProblem } from "@/lib/kernel";
import { type BrokerProfile, exchangeCode } from "./broker-flow";
import { callNextAuth, PROVIDER } from "./call-next-auth";
import type { Jackson } from "./jackson";
import { OIDC_CODE } from "./oidc";

/**
 * The one place that knows next-auth. It carries a sign-in from its start up to its callback (state
 * and PKCE, both in sealed cookies) and no further: its own session is never made, and of its
 * routes only the callback exists. Replace this file and `call-next-auth.ts`, and nothing else
 * notices.
 */

const CSRF_COOKIE = "__Host-portcullis-csrf";
const FLOW_COOKIES = ["__Host-portcullis-oauth-state", "__Host-portcullis-oauth-pkce"] as const;
const FLOW_SECONDS = 600;
/** What an answer may carry (RFC 6749, section 4.1.2). Nothing else of its query is handed on. */
const ANSWER: ReadonlySet<string> = new Set(["code", "state", "error", "error_description"]);

export type SignInDoor = { readonly jackson: Jackson; readonly secret: string };

/** Exchanges a code that is not the broker's, with its verifier; null if there is nothing under it. */
export type OwnExchange = (code: string, verifier: string) => Promise<BrokerProfile | null>;

/** Begins a sign-in: the broker's address to send the browser to, and the cookies to set. */
export async function beginFlow(
  door: SignInDoor,
  connection: string,
): Promise<{ location: string; cookies: string[] }> {
  const csrfToken = randomBytes(32).toString("hex");
  const proof = createHash("sha256").update(`${csrfToken}${door.secret}`).digest("hex");
  const answer = await callNextAuth(
    door.jackson.origin,
    {
      action: "signin",
      method: "POST",
      body: { csrfToken },
      cookies: { [CSRF_COOKIE]: `${csrfToken}|${proof}` },
    },
    options(door, connection, {}),
  );
  const location = answer.location;
  if (!location?.startsWith(`${door.jackson.origin}/api/oauth/authorize?`)) {
    throw new Problem("unavailable", { internal: "the sign-in could not be begun" });
  }
  const cookies = answer.cookies.filter((header) =>
    FLOW_COOKIES.some((name) => header.startsWith(`${name}=`)),
  );
  return { location, cookies };
}

/**
 * Ends a sign-in: what the broker vouches for, or null if the answer is not to a sign-in that this
 * browser began. The cookies end the flow either way.
 *
 * @throws Problem `unavailable` if the broker could not be asked.
 */
export async function finishFlow(
  door: SignInDoor,
  connection: string,
  query: URLSearchParams,
  cookies: ReadonlyMap<string, string>,
  own: OwnExchange,
): Promise<BrokerProfile | null> {
  const outcome: Outcome = {};
  await callNextAuth(
    door.jackson.origin,
    {
      action: "callback",
      method: "GET",
      query: Object.fromEntries([...query].filter(([name]) => ANSWER.has(name))),
      cookies: Object.fromEntries(cookies),
    },
    options(door, connection, outcome, own),
  );
  // next-auth turns every failure into one address; a broker that is down is not a refusal.
  if (outcome.problem !== undefined && outcome.problem.status >= 500) throw outcome.problem;
  return outcome.profile ?? null;
}

/** The cookies that end a flow, whatever came of it. */
export function endFlowCookies(): string[] {
  return FLOW_COOKIES.map((name) => `${name}=; Path=/; HttpOnly; Secure; SameSite=Lax; Max-Age=0`);
}

type Outcome = { profile?: BrokerProfile; problem?: Problem };

function options(
  { jackson, secret }: SignInDoor,
  connection: string,
  outcome: Outcome,
  own: OwnExchange = async () => null,
): AuthOptions {
  const cookie = (name: string) => ({ name, options: { ...ATTRIBUTES, maxAge: FLOW_SECONDS } });
  return {
    secret,
    useSecureCookies: true,
    cookies: {
      csrfToken: { name: CSRF_COOKIE, options: ATTRIBUTES },
      state: cookie(FLOW_COOKIES[0]),
      pkceCodeVerifier: cookie(FLOW_COOKIES[1]),
    },
    logger: {
      error: (code, metadata) => log.warn("sign-in", { code, ...reason(metadata) }),
      warn: () => undefined,
      debug: () => undefined,
    },
    providers: [
      {
        id: PROVIDER,
        name: "Single sign-on",
        type: "oauth",
        clientId: connection,
        checks: ["pkce", "state"],
        authorization: { url: `${jackson.origin}/api/oauth/authorize` },
        token: {
          async request({ params, checks }) {
            try {
              outcome.profile = await exchange(jackson, own, params, checks);
            } catch (error) {
              outcome.problem = toProblem(error);
              throw error;
            }
            return { tokens: {} };
          },
        },
        // The broker runs in this process: what it vouches for came with the exchange above.
        userinfo: { request: () => ({}) },
        profile: () => ({ id: PROVIDER }),
      },
    ],
    callbacks: {
      // An address instead of `true` ends next-auth's part before it would make its own session.
      signIn: () => "/",
      redirect: ({ baseUrl }) => baseUrl,
    },
  };
}

/** Exchanges the code, if the state is the one this browser was given and the verifier is there. */
async function exchange(
  jackson: Jackson,
  own: OwnExchange,
  params: { code?: string; state?: string },
  checks: { state?: unknown; code_verifier?: unknown },
): Promise<BrokerProfile> {
  if (typeof checks.state !== "string" || params.state !== checks.state) {
    throw new Problem("sign_in_failed", { internal: "the state is not this browser's" });
  }
  if (params.code === undefined || typeof checks.code_verifier !== "string") {
    throw new Problem("sign_in_failed", { internal: "the answer carries no code" });
  }
  if (!params.code.startsWith(OIDC_CODE)) {
    return exchangeCode(jackson, params.code, checks.code_verifier);
  }
  const profile = await own(params.code, checks.code_verifier);
  if (profile === null) throw new Problem("sign_in_failed", { internal: "nothing under the code" });
  return profile;
}

const ATTRIBUTES = { httpOnly: true, secure: true, sameSite: "lax", path: "/" } as const;

function reason(metadata: unknown): { error?: unknown } {
  if (metadata instanceof Error) return { error: metadata };
  return { error: (metadata as { error?: unknown } | null)?.error };
}
