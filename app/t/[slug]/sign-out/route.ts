import { assertHost, assertSameOrigin } from "@/app/api/admit";
import { refuse } from "@/app/api/handle";
import { configuration, house } from "@/app/rooms";
import {
  endSession,
  noSessionCookie,
  parseCookies,
  resolveSessionCaller,
  SESSION_COOKIE,
} from "@/lib/identity";
import { Problem, requestIdFrom, runWithContext, toProblem } from "@/lib/kernel";

type Context = { readonly params: Promise<{ slug: string }> };

/** Ends the browser's session. If it cannot be ended now, that is said, not pretended. */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  const { slug } = await params;
  const requestId = requestIdFrom(request.headers.get("x-request-id"));
  return await runWithContext({ requestId, door: "console" }, async () => {
    const origin = configuration().origins.console;
    try {
      const rooms = await house();
      assertHost(request.headers, rooms.config);
      assertSameOrigin(request, origin);
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
    } catch (error) {
      const instance = new URL(request.url).pathname;
      return refuse(toProblem(error), { origin, instance, requestId });
    }
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
