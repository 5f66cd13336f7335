import { answerBrowser, type Where } from "@/app/answer-browser";
import type { House } from "@/app/rooms";
import { type Caller, requirePermission, verifyLedger } from "@/lib/access";
import { parseCookies, resolveSessionCaller, SESSION_COOKIE } from "@/lib/identity";
import { log, Problem, problemDocument, toProblem } from "@/lib/kernel";
import { verificationRuns } from "./runs";

type Context = { readonly params: Promise<{ slug: string }> };

const runs = verificationRuns();
const RETRY_SECONDS = 30;

/**
 * Verifies the ledger and says on the way how far it is: a line of JSON each time, the last one with
 * the result or with the problem that ended it. It goes on where its reader leaves, and is there for
 * the one who comes back. Asked again meanwhile, it is the same verification that is told.
 */
export function POST(request: Request, { params }: Context): Promise<Response> {
  return asMember(request, params, (rooms, caller, where) => {
    const key = keyOf(caller);
    if (!runs.isRunning(key) && !runs.hasRoom()) {
      throw new Problem("too_many_requests", {
        detail: "Several verifications are under way already.",
        headers: { "retry-after": String(RETRY_SECONDS) },
      });
    }
    runs.begin(
      key,
      (watch) => verifyLedger(rooms.db, caller, { watch }),
      (error) => problemAt(error, where),
    );
    return told(key, where);
  });
}

/** What a verification under way says from here on, or what the last one found; 204 without one. */
export function GET(request: Request, { params }: Context): Promise<Response> {
  return asMember(request, params, (_rooms, caller, where) => told(keyOf(caller), where));
}

/** Ends the verification under way. */
export function DELETE(request: Request, { params }: Context): Promise<Response> {
  return asMember(request, params, (_rooms, caller, where) => {
    runs.cancel(keyOf(caller));
    return new Response(null, { status: 204, headers: headersOf(where) });
  });
}

/** A run is its person's own: others may not see as much of the log. */
function keyOf({ tenantId, actor }: Caller): string {
  return `${tenantId} ${actor}`;
}

async function asMember(
  request: Request,
  params: Context["params"],
  answer: (rooms: House, caller: Caller, where: Where) => Response,
): Promise<Response> {
  const { slug } = await params;
  return await answerBrowser(request, async (rooms, where) => {
    const token = parseCookies(request.headers.get("cookie")).get(SESSION_COOKIE);
    const asked = { requestId: where.requestId, source: "console" } as const;
    const caller = await resolveSessionCaller(rooms, token, asked);
    if (caller?.tenant.slug !== slug) throw new Problem("unauthenticated");
    requirePermission(caller, "ledger:read");
    return answer(rooms, caller, where);
  });
}

function told(key: string, where: Where): Response {
  const lines = runs.follow(key);
  if (lines === null) return new Response(null, { status: 204, headers: headersOf(where) });
  const headers = { ...headersOf(where), "content-type": "application/x-ndjson; charset=utf-8" };
  return new Response(lines, { headers });
}

function headersOf({ requestId }: Where) {
  return {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "x-request-id": requestId,
  };
}

function problemAt(error: unknown, where: Where): unknown {
  const problem = toProblem(error);
  if (problem.status >= 500) log.error("the verification failed", { error });
  return problemDocument(problem, where);
}
