import { generateKeyPairSync, randomBytes } from "node:crypto";
import { Provider } from "oidc-provider";
import { type Served, serve } from "./serve";

export type OpenIdProvider = Served & {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Whom the provider signs in from now on, without asking. */
  become(person: {
    readonly subject: string;
    readonly email: string;
    readonly groups: string[];
  }): void;
};

/** An OpenID provider of another code base (oidc-provider), with one client that comes back to `callback`. */
export async function raiseOpenIdProvider(callback: string): Promise<OpenIdProvider> {
  const [clientId, clientSecret] = ["portcullis-console", randomBytes(24).toString("base64url")];
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  let person = { subject: "nobody", email: "", groups: [] as string[] };
  const served = await serve((issuer) => {
    const provider = new Provider(issuer, {
      jwks: {
        keys: [{ ...privateKey.export({ format: "jwk" }), kid: "first", use: "sig" }],
      } as never,
      cookies: { keys: [randomBytes(16).toString("hex")] },
      clients: [
        {
          ...{ client_id: clientId, client_secret: clientSecret, redirect_uris: [callback] },
          ...{ response_types: ["code"], grant_types: ["authorization_code"] },
        },
      ],
      claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "groups"] },
      conformIdTokenClaims: false,
      features: { devInteractions: { enabled: false } },
      interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
      findAccount: (_context, subject) => ({
        accountId: subject,
        claims: () => ({
          ...{ sub: subject, email: person.email, email_verified: true },
          ...{ name: person.email.split("@")[0], groups: person.groups },
        }),
      }),
      async loadExistingGrant({ oidc }) {
        const grant = new oidc.provider.Grant({
          ...{ clientId: oidc.client?.clientId, accountId: oidc.session?.accountId },
        });
        grant.addOIDCScope(String(oidc.params?.scope ?? "openid"));
        await grant.save();
        return grant;
      },
    });
    const answer = provider.callback();
    return (request, response) => {
      if (!request.url?.startsWith("/interaction/")) return void answer(request, response);
      const login = { accountId: person.subject, remember: false };
      void provider.interactionFinished(request, response, { login });
    };
  });
  return {
    ...served,
    ...{ clientId, clientSecret },
    become(next) {
      person = next;
    },
  };
}
