import { currentCaller } from "@/app/house";
import { navigate } from "@/app/navigate";
import { beginAt, tenantOf } from "@/app/sign-in-flow";
import { signInPage } from "@/app/sign-in-pages";
import { beginTest } from "@/lib/identity";
import { Problem } from "@/lib/kernel";

type Context = { readonly params: Promise<{ slug: string; id: string }> };

/**
 * Begins a test of a connection: through the provider and back to where it is shown. A link, as a
 * sign-in is, and only from our own pages: from elsewhere it leads to the list of connections.
 */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { slug, id } = await params;
  return await navigate(request, slug, async ({ rooms }) => {
    const caller = await currentCaller();
    if (caller === null || caller.tenant.slug !== slug) return { location: signInPage(slug) };
    const list = `/t/${encodeURIComponent(slug)}/connections`;
    const site = request.headers.get("sec-fetch-site");
    if (site === "cross-site" || site === "same-site") return { location: list };
    const tenant = await tenantOf(rooms, slug);
    if (tenant === null) throw new Problem("not_found");
    try {
      const { testId, connection } = await beginTest(rooms, caller, id);
      return await beginAt(rooms, tenant, connection, list, testId);
    } catch (error) {
      if (error instanceof Problem && error.status < 500) return { location: list };
      throw error;
    }
  });
}
