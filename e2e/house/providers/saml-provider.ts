import { otherProvider } from "@/lib/identity/saml/testing/other-provider";
import { type Served, serve } from "./serve";

export type ServedSamlProvider = Served & {
  /** Where its metadata stands. */
  readonly metadataUrl: string;
  /** Whom the provider signs in from now on, without asking. */
  become(person: { readonly subject: string; readonly email: string }): void;
};

const inAttribute = (text: string) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;");

/** A SAML provider of another code base (samlp) that answers by a form which sends itself. */
export async function raiseSamlProvider(spMetadataUrl: string): Promise<ServedSamlProvider> {
  let person = { subject: "nobody", email: "" };
  const served = await serve(async (origin) => {
    const provider = await otherProvider(`${origin}/metadata`);
    const metadata = provider.metadata.replaceAll("https://other.test/", `${origin}/`);
    return async (request, response) => {
      const url = new URL(request.url ?? "/", origin);
      if (url.pathname === "/metadata") {
        response.writeHead(200, { "content-type": "application/samlmetadata+xml" }).end(metadata);
        return;
      }
      const sp = await (await fetch(spMetadataUrl)).text();
      const { subject, email } = person;
      const acs = /AssertionConsumerService[^>]*Location="([^"]+)"/.exec(sp)?.[1] ?? "";
      const both = { signResponse: true, signAssertion: true };
      const posted = await provider.answer(url.href, acs, subject, { ...both, email });
      const fields = Object.entries(posted).map(
        ([name, value]) => `<input type="hidden" name="${name}" value="${inAttribute(value)}">`,
      );
      response
        .writeHead(200, { "content-type": "text/html; charset=utf-8" })
        .end(
          `<!doctype html><title>Signing in</title><form method="post" action="${acs}">${fields.join("")}<button>Continue</button></form><script>document.forms[0].submit()</script>`,
        );
    };
  });
  return {
    ...served,
    metadataUrl: `${served.origin}/metadata`,
    become(next) {
      person = next;
    },
  };
}
