import { systemCaller } from "@/lib/access";
import {
  type BrokerProfile,
  completeTest,
  endFlowCookies,
  noSignInCookie,
  noteTrace,
  type SignInState,
} from "@/lib/identity";
import { log, type Problem } from "@/lib/kernel";
import type { House } from "./rooms";

/** Where the browser goes next, and the cookies it takes along. */
export type Step = { readonly location: string; readonly cookies?: readonly string[] };

/** The last step of a test: what came back is kept for whoever began it, and nobody is signed in. */
export async function finishTest(
  rooms: House,
  state: SignInState,
  profile: BrokerProfile | null,
  requestId: string,
  why: { readonly reason?: string; readonly found?: string | undefined } = {},
): Promise<Step> {
  const { tenantId, slug, connection, test = "" } = state;
  const caller = systemCaller("sign-in", { tenantId, workspaceIds: [] }, "console");
  const { connectionId } = await completeTest(
    rooms,
    { ...caller, requestId },
    { tenantId, testId: test, connection, profile, ...why },
  );
  const query = new URLSearchParams(connectionId === null ? {} : { open: connectionId, test });
  return {
    location: `/t/${encodeURIComponent(slug)}/connections?${query}`,
    cookies: [noSignInCookie(), ...endFlowCookies()],
  };
}

/**
 * What becomes of a sign-in that failed on its way: a trace of it for those who look after it, and a
 * test goes back to where it was begun. Null where the person is to be told as ever. Never throws.
 */
export async function refusedOnTheWay(
  rooms: House,
  state: SignInState,
  problem: Problem,
  requestId: string,
): Promise<Step | null> {
  const reason = problem.status >= 500 ? "provider-unreachable" : "answer-refused";
  const { tenantId, connection } = state;
  if (state.test === undefined) {
    const facts: Record<string, string> = problem.internal ? { said: problem.internal } : {};
    await noteTrace(rooms, { tenantId, connection, reason, facts, requestId });
    return null;
  }
  try {
    const found = problem.status >= 500 ? undefined : problem.internal;
    return await finishTest(rooms, state, null, requestId, { reason, found });
  } catch (error) {
    log.warn("a test of a connection could not be ended", { error });
    return null;
  }
}
