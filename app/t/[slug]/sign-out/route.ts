import { answerBrowser } from "@/app/answer-browser";
import { refuse } from "@/app/api/handle";
import { configuration } from "@/app/rooms";
import {
  endSession,
  noSessionCookie,
  parseCookies,
  resolveSessionCaller,
  SESSION_COOKIE,
} from "@/lib/identity";
import { Problem, requestIdFrom } from "@/lib/kernel";

type Context = { readonly params: Promise<{ slug: string }> };

/** Ends the browser's session. If it cannot be ended now, that is said, not pretended. */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  const { slug } = await params;
  return await answerBrowser(request, async (rooms, { origin, requestId }) => {
    const token = parseCookies(request.headers.get("cookie")).get(SESSION_COOKIE);
    const asked = { requestId, source: "console", evenWithoutFactor: true } as const;
    const caller = await resolveSessionCaller(rooms, token, asked);
    if (caller !== null) await endSession(rooms, caller);
    const location = `${origin}/t/${encodeURIComponent(slug)}/sign-in?notice=signed-out`;
    return new Response(null, {
      status: 303,
      headers: {
        location,
        "set-cookie": noSessionCookie(),
        "cache-control": "no-store",
        "clear-site-data": '"cache"',
        "x-request-id": requestId,
      },
    });
  });
}

/** Following a link never signs anybody out. */
export function GET(request: Request): Response {
  return refuse(new Problem("method_not_allowed", { headers: { allow: "POST" } }), {
    origin: configuration().origins.console,
    instance: new URL(request.url).pathname,
    requestId: requestIdFrom(request.headers.get("x-request-id")),
  });
}
