import { requestIdFrom, runWithContext, toProblem } from "@/lib/kernel";
import { configuration, type House, house } from "../rooms";
import { assertHost } from "./admit";
import { refuse } from "./handle";

type Work = (rooms: House, requestId: string) => Promise<Response>;

/**
 * Answers a request at an open door of the API: one that nobody is signed in at yet. The host is held
 * as everywhere, and whatever is thrown becomes a problem document.
 */
export async function openDoor(request: Request, work: Work): Promise<Response> {
  const requestId = requestIdFrom(request.headers.get("x-request-id"));
  return await runWithContext({ requestId, door: "api" }, async () => {
    try {
      assertHost(request.headers, configuration());
      const response = await work(await house(), requestId);
      response.headers.set("x-request-id", requestId);
      response.headers.set("x-content-type-options", "nosniff");
      return response;
    } catch (error) {
      const instance = new URL(request.url).pathname;
      const origin = configuration().origins.console;
      return refuse(toProblem(error), { origin, instance, requestId });
    }
  });
}

/** Nothing of it is kept by anybody on the way. */
export function answer(body: unknown, status = 200): Response {
  return Response.json(body, { status, headers: { "cache-control": "no-store" } });
}
