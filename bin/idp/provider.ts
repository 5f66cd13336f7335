/*
 * The evaluation OpenID provider: real protocol, real keys, made-up people. One provider for every
 * evaluation tenant, with one client for each.
 */
import { randomBytes } from "node:crypto";
import { Provider } from "oidc-provider";
import type { ProviderSecrets } from "../supervisor/secrets";
import { createMemory } from "./memory";
import { errorPage } from "./page";
import type { People } from "./people";

export type ProviderSettings = {
  issuer: string;
  consoleOrigin: string;
  secrets: ProviderSecrets;
  people: People;
};

/** Builds the provider; the caller serves its callback and the pages under /interaction. */
export function createProvider({ issuer, consoleOrigin, secrets, people }: ProviderSettings) {
  return new Provider(issuer, {
    adapter: createMemory(),
    jwks: { keys: [secrets.signingKey] },
    cookies: { keys: secrets.cookieKeys },
    clients: Object.values(secrets.clients).map(({ id, secret }) => ({
      client_id: id,
      client_secret: secret,
      redirect_uris: [`${consoleOrigin}/api/oauth/oidc`],
      response_types: ["code"],
      grant_types: ["authorization_code"],
      token_endpoint_auth_method: "client_secret_post",
    })),
    pkce: { required: () => true },
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
    scopes: ["openid", "email", "profile"],
    // The claims stand in the ID token too: some clients never ask the userinfo endpoint.
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: false } },
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    ttl: {
      AccessToken: 300,
      AuthorizationCode: 60,
      Grant: 600,
      IdToken: 300,
      Interaction: 600,
      Session: 600,
    },
    // No session outlives the sign-in (see memory.ts), so nothing may hang on one.
    expiresWithSession: async () => false,
    findAccount(context, subject) {
      const person = people.find(subject, context.oidc.client?.clientId);
      if (!person) return undefined;
      const { email, name } = person;
      return {
        accountId: subject,
        claims: () => ({ sub: subject, email, email_verified: true, name }),
      };
    },
    // The console is this provider's own house: nobody is asked to consent to it.
    async loadExistingGrant(context) {
      const { client, session, params } = context.oidc;
      if (!client || !session?.accountId) return undefined;
      const grant = new context.oidc.provider.Grant({
        clientId: client.clientId,
        accountId: session.accountId,
      });
      grant.addOIDCScope(String(params?.scope ?? "openid"));
      await grant.save();
      return grant;
    },
    async renderError(context, out) {
      context.type = "html";
      const nonce = randomBytes(16).toString("base64url");
      context.set("content-security-policy", `default-src 'none'; style-src 'nonce-${nonce}'`);
      context.body = errorPage(
        "This sign-in cannot go on",
        out.error_description ?? out.error,
        nonce,
      );
    },
  });
}
