import { navigate } from "@/app/navigate";
import { finish } from "@/app/sign-in-flow";
import { CALLBACK_PATH } from "@/lib/identity";
import { Problem, requestIdFrom } from "@/lib/kernel";
import { configuration } from "../../../rooms";
import { refuse } from "../../handle";

/** The callback of a sign-in. Of next-auth's own addresses this is the only one that exists. */
export async function GET(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  if (pathname === CALLBACK_PATH) {
    return await navigate(request, null, ({ rooms, requestId }) =>
      finish(rooms, request, requestId),
    );
  }
  const requestId = requestIdFrom(request.headers.get("x-request-id"));
  const where = { origin: configuration().origins.console, instance: pathname, requestId };
  return refuse(new Problem("not_found", { detail: "There is no such path in this API." }), where);
}
