import { log, requestIdFrom, runWithContext, toProblem } from "@/lib/kernel";
import { assertHost } from "./api/admit";
import { refuse } from "./api/handle";
import { configuration, type House, house } from "./rooms";
import { type Step, stateOf } from "./sign-in-flow";
import { signInPage } from "./sign-in-pages";
import { refusedOnTheWay } from "./sign-in-tests";

type Visit = { readonly rooms: House; readonly requestId: string };

/**
 * Answers a browser that is on its way through a sign-in: always with an address to go to. What goes
 * wrong is logged, and shown as one of few notices on the sign-in page it began at.
 */
export async function navigate(
  request: Request,
  slug: string | null,
  step: (visit: Visit) => Promise<Step>,
): Promise<Response> {
  const requestId = requestIdFrom(request.headers.get("x-request-id"));
  return await runWithContext({ requestId, door: "console" }, async () => {
    let rooms: House | undefined;
    try {
      rooms = await house();
      assertHost(request.headers, rooms.config);
      return redirect(await step({ rooms, requestId }), rooms, requestId);
    } catch (error) {
      const problem = toProblem(error);
      if (rooms === undefined || problem.code === "host_refused") {
        const origin = configuration().origins.console;
        return refuse(problem, { origin, instance: new URL(request.url).pathname, requestId });
      }
      log.warn("sign-in did not go on", { code: problem.code, internal: problem.internal, error });
      const state = stateOf(rooms, request);
      const instead = state && (await refusedOnTheWay(rooms, state, problem, requestId));
      if (instead) return redirect(instead, rooms, requestId);
      const at = slug ?? state?.slug;
      const notice = problem.status >= 500 ? "unavailable" : "refused";
      // Without a sign-in under way nothing says which organisation it was.
      const location = at === undefined ? "/?notice=expired" : signInPage(at, notice, requestId);
      return redirect({ location }, rooms, requestId);
    }
  });
}

/** Only to our own pages, or to where the broker sends the browser. Nothing of it is kept. */
function redirect(step: Step, rooms: House, requestId: string): Response {
  const headers = new Headers({
    location: new URL(step.location, rooms.config.origins.console).href,
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-request-id": requestId,
  });
  for (const cookie of step.cookies ?? []) headers.append("set-cookie", cookie);
  return new Response(null, { status: 303, headers });
}
