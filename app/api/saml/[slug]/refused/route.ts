import { navigate } from "@/app/navigate";
import { afterRefusal } from "@/app/saml-flow";

type Context = { readonly params: Promise<{ slug: string }> };

/** Where the browser comes, with its cookies, after an answer that no request waited for. */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { slug } = await params;
  return await navigate(request, slug, ({ rooms }) => afterRefusal(rooms, slug, request));
}
