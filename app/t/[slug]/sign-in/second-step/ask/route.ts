import { navigate } from "@/app/navigate";
import { secondStepPage, signInPage } from "@/app/sign-in-pages";
import {
  askStandingSession,
  clientOf,
  parseCookies,
  resolveSessionCaller,
  returnTo,
  SESSION_COOKIE,
  secondStepCookie,
} from "@/lib/identity";

import { waitingSignIn } from "../waiting";

type Context = { readonly params: Promise<{ slug: string }> };

/**
 * Where a session is led that lacks a factor which policy has come to ask for: to the second step, or,
 * for who has no factor yet, to a sign-in at which they add one. Their session stands meanwhile and
 * opens nothing; the one that follows ends it.
 */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { slug } = await params;
  return await navigate(request, slug, async ({ rooms, requestId }) => {
    const site = request.headers.get("sec-fetch-site");
    if (site === "cross-site" || site === "same-site") return { location: signInPage(slug) };
    const next = returnTo(new URL(request.url).searchParams.get("next"), slug);
    const token = parseCookies(request.headers.get("cookie")).get(SESSION_COOKIE);
    const client = clientOf(request.headers);
    const asked = { requestId, source: "console", client, evenWithoutFactor: true } as const;
    const caller = await resolveSessionCaller(rooms, token, asked);
    if (caller?.tenant.slug !== slug) return { location: signInPage(slug) };
    if (!caller.session.lacksFactor) return { location: next };
    // Asked twice, the browser goes on with the one it has: each tab and each reload would make another.
    const waiting = await waitingSignIn(rooms, slug, request.headers.get("cookie"), requestId);
    if (waiting?.caller.memberId === caller.memberId) return { location: secondStepPage(slug) };
    const waits = await askStandingSession(rooms, caller, { next, client });
    if (waits === null) {
      const query = new URLSearchParams({ notice: "factor-asked", next });
      return { location: `/t/${encodeURIComponent(slug)}/sign-in?${query}` };
    }
    return { location: secondStepPage(slug), cookies: [secondStepCookie(waits.reveal())] };
  });
}
