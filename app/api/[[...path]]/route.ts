import { Problem, requestIdFrom, toProblem } from "@/lib/kernel";
import { configuration } from "../../rooms";
import { assertHost } from "../admit";
import { refuse } from "../handle";

/** Everything under /api that has no handler of its own: one answer, whoever asks. */
async function nothingHere(request: Request): Promise<Response> {
  const config = configuration();
  const requestId = requestIdFrom(request.headers.get("x-request-id"));
  const instance = new URL(request.url).pathname;
  const where = { origin: config.origins.console, instance, requestId };
  try {
    assertHost(request.headers, config);
  } catch (error) {
    return refuse(toProblem(error), where);
  }
  return refuse(new Problem("not_found", { detail: "There is no such path in this API." }), where);
}

export {
  nothingHere as DELETE,
  nothingHere as GET,
  nothingHere as PATCH,
  nothingHere as POST,
  nothingHere as PUT,
};
