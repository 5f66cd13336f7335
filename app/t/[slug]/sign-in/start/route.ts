import { navigate } from "@/app/navigate";
import { begin } from "@/app/sign-in-flow";
import { signInPage } from "@/app/sign-in-pages";

type Context = { readonly params: Promise<{ slug: string }> };

/**
 * Begins a sign-in. A link and not a form: a form's target is held against every redirect that
 * follows, and where an organisation's provider is, the page's policy cannot know. A page of
 * another site gets no further than the sign-in page.
 */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { slug } = await params;
  return await navigate(request, slug, async ({ rooms }) => {
    const site = request.headers.get("sec-fetch-site");
    if (site === "cross-site" || site === "same-site") return { location: signInPage(slug) };
    const { searchParams } = new URL(request.url);
    const [next, connection] = [searchParams.get("next"), searchParams.get("connection")];
    return await begin(rooms, slug, next, connection, searchParams.get("afresh") === "1");
  });
}
