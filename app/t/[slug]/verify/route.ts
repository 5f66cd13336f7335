import { assertHost, assertSameOrigin } from "@/app/api/admit";
import { refuse } from "@/app/api/handle";
import { configuration, house } from "@/app/rooms";
import { requirePermission, verifyLedger } from "@/lib/access";
import { parseCookies, resolveSessionCaller, SESSION_COOKIE } from "@/lib/identity";
import {
  log,
  Problem,
  problemDocument,
  requestIdFrom,
  runWithContext,
  toProblem,
} from "@/lib/kernel";

type Context = { readonly params: Promise<{ slug: string }> };

/**
 * Verifies the ledger and says on the way how far it is: a line of JSON each time, the last one
 * with the result or with the problem that ended it. Who stops reading ends it.
 */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  const { slug } = await params;
  const requestId = requestIdFrom(request.headers.get("x-request-id"));
  const origin = configuration().origins.console;
  const where = { origin, instance: new URL(request.url).pathname, requestId };
  return await runWithContext({ requestId, door: "console" }, async () => {
    try {
      const rooms = await house();
      assertHost(request.headers, rooms.config);
      assertSameOrigin(request, origin);
      const token = parseCookies(request.headers.get("cookie")).get(SESSION_COOKIE);
      const caller = await resolveSessionCaller(rooms, token, { requestId, source: "console" });
      if (caller?.tenant.slug !== slug) throw new Problem("unauthenticated");
      requirePermission(caller, "ledger:read");
      const lines = verification(request.signal, where, (watch) =>
        verifyLedger(rooms.db, caller, { watch }),
      );
      return new Response(lines, {
        headers: {
          "content-type": "application/x-ndjson; charset=utf-8",
          "cache-control": "no-store",
          "x-content-type-options": "nosniff",
          "x-request-id": requestId,
        },
      });
    } catch (error) {
      return refuse(toProblem(error), where);
    }
  });
}

type Watch = (verified: number, total: number) => void;

/** What a verification says, line by line; ended by its reader, it stops at the next it would say. */
function verification(
  ended: AbortSignal,
  where: { readonly origin: string; readonly instance: string; readonly requestId: string },
  run: (watch: Watch) => Promise<unknown>,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let left = false;
  return new ReadableStream({
    start(controller) {
      const say = (line: object) => controller.enqueue(encoder.encode(`${JSON.stringify(line)}\n`));
      const watch: Watch = (verified, total) => {
        if (left || ended.aborted) throw new Error("nobody reads the verification any more");
        say({ verified, total });
      };
      run(watch)
        .then((result) => say({ result }))
        .catch((error: unknown) => {
          if (left || ended.aborted) return;
          const problem = toProblem(error);
          if (problem.status >= 500) log.error("the verification failed", { error });
          say({ problem: problemDocument(problem, where) });
        })
        .finally(() => {
          if (!left) controller.close();
        });
    },
    cancel() {
      left = true;
    },
  });
}
