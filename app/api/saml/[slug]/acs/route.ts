import { navigate } from "@/app/navigate";
import { takeSaml } from "@/app/saml-flow";

type Context = { readonly params: Promise<{ slug: string }> };

/** Where an organisation's SAML provider has the browser post its answer. */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  const { slug } = await params;
  return await navigate(request, slug, ({ rooms, requestId }) =>
    takeSaml(rooms, slug, request, requestId),
  );
}
