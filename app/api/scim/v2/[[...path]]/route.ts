import { serveScim } from "../../serve-scim";

type Context = { readonly params: Promise<{ path?: string[] }> };

/** Where an identity provider says who is in an organisation (SCIM 2.0, RFC 7643 and RFC 7644). */
async function scim(request: Request, { params }: Context): Promise<Response> {
  return await serveScim(request, (await params).path ?? []);
}

export { scim as DELETE, scim as GET, scim as PATCH, scim as POST, scim as PUT };
