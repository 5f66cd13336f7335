import { requestIdFrom, runWithContext, toProblem } from "@/lib/kernel";
import { assertHost, assertSameOrigin } from "./api/admit";
import { refuse } from "./api/handle";
import { configuration, type House, house } from "./rooms";

/** Where a request came in, as a problem document names it. */
export type Where = {
  readonly origin: string;
  readonly instance: string;
  readonly requestId: string;
};

/**
 * Answers what a page of the console asks for by itself. Only a page of our own may ask: another host
 * or origin is refused before anything is looked at. Whatever is thrown on the way becomes a problem
 * document, and nothing else of it leaves the house.
 */
export async function answerBrowser(
  request: Request,
  answer: (rooms: House, where: Where) => Promise<Response>,
): Promise<Response> {
  const requestId = requestIdFrom(request.headers.get("x-request-id"));
  return await runWithContext({ requestId, door: "console" }, async () => {
    const { origins } = configuration();
    const where = {
      origin: origins.console,
      instance: new URL(request.url).pathname,
      requestId,
    };
    try {
      const rooms = await house();
      assertHost(request.headers, rooms.config);
      assertSameOrigin(request, where.origin);
      return await answer(rooms, where);
    } catch (error) {
      return refuse(toProblem(error), where);
    }
  });
}
