import { requestIdFrom, toProblem } from "@/lib/kernel";
import { configuration } from "../../../rooms";
import { assertHost } from "../../admit";
import { refuse } from "../../handle";
import { renderedDocument } from "../../openapi/rendered";

export const dynamic = "force-dynamic";

/** The API's description. Public: it says how to ask, and nothing of what would be answered. */
export function GET(request: Request): Response {
  const config = configuration();
  const requestId = requestIdFrom(request.headers.get("x-request-id"));
  try {
    assertHost(request.headers, config);
    const { text, etag } = renderedDocument(config);
    const headers = {
      etag,
      "cache-control": "public, no-cache",
      "x-content-type-options": "nosniff",
      "x-request-id": requestId,
    };
    const known = request.headers.get("if-none-match")?.split(",") ?? [];
    if (known.some((tag) => ["*", etag, `W/${etag}`].includes(tag.trim())))
      return new Response(null, { status: 304, headers });
    return new Response(text, { headers: { ...headers, "content-type": "application/json" } });
  } catch (error) {
    const instance = new URL(request.url).pathname;
    return refuse(toProblem(error), { origin: config.origins.console, instance, requestId });
  }
}
