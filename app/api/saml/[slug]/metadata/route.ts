import { assertHost } from "@/app/api/admit";
import { refuse } from "@/app/api/handle";
import { configuration, house } from "@/app/rooms";
import { samlMetadata } from "@/app/saml-flow";
import { requestIdFrom, runWithContext, toProblem } from "@/lib/kernel";

type Context = { readonly params: Promise<{ slug: string }> };

/**
 * Our metadata for one organisation's SAML provider, and our entity id there. It says nothing that
 * is secret, and nothing of whether the organisation exists: it follows from the address.
 */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { slug } = await params;
  const requestId = requestIdFrom(request.headers.get("x-request-id"));
  return await runWithContext({ requestId, door: "console" }, async () => {
    try {
      const rooms = await house();
      assertHost(request.headers, rooms.config);
      return new Response(await samlMetadata(rooms, slug), {
        headers: {
          "content-type": "application/samlmetadata+xml; charset=utf-8",
          "content-disposition": 'inline; filename="portcullis-metadata.xml"',
          "cache-control": "no-store",
          "x-content-type-options": "nosniff",
          "x-request-id": requestId,
        },
      });
    } catch (error) {
      const origin = configuration().origins.console;
      const instance = new URL(request.url).pathname;
      return refuse(toProblem(error), { origin, instance, requestId });
    }
  });
}
