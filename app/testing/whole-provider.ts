import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, type JWK } from "jose";
import { type ClientMetadata, Provider } from "oidc-provider";

/** How a client of the provider is set up. */
export type Registered = Pick<
  ClientMetadata,
  "client_id" | "token_endpoint_auth_method" | "id_token_signed_response_alg"
>;

/** A whole OpenID provider of another code base (oidc-provider), over HTTP, that signs `ada` in unasked. */
export type WholeProvider = {
  readonly issuer: string;
  /** From now on it signs with new keys, and publishes those alone. */
  rollOver(): Promise<void>;
  /** Changes what its token endpoint answers; null for nothing. */
  twist: ((answer: Record<string, unknown>) => void) | null;
  /** What it says of `ada`. */
  said: Record<string, unknown>;
  /** How often its user information was asked for. */
  readonly askedInfo: () => number;
  close(): Promise<void>;
};

const ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"] as const;

type Settings = {
  /** Whether the claims stand in the ID token too, or in the user information alone. */
  readonly inToken: boolean;
  /** What follows the origin in its issuer. */
  readonly path: string;
  /** How clients may say who they are at its token endpoint. */
  readonly clientAuthMethods: ("client_secret_basic" | "client_secret_post")[];
};

export async function wholeProvider(
  clients: readonly Registered[],
  { inToken, path, clientAuthMethods }: Settings,
): Promise<WholeProvider> {
  let handle: (request: IncomingMessage, response: ServerResponse) => void = () => undefined;
  let infos = 0;
  const server: Server = createServer((request, response) => handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  const whole: WholeProvider = {
    issuer: `${origin}${path}`,
    rollOver: async () => {
      handle = await begin();
    },
    twist: null,
    said: { email: "ada@acme.test", email_verified: true, name: "Ada" },
    askedInfo: () => infos,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };

  async function begin() {
    const keys = await Promise.all(ALGORITHMS.map(newKey));
    const provider = new Provider(whole.issuer, {
      clients: clients.map((one) => ({
        ...{ client_secret: "a secret with : and % and spaces" },
        ...{ response_types: ["code"], grant_types: ["authorization_code"] },
        redirect_uris: ["http://localhost:3000/api/oauth/oidc"],
        ...one,
      })),
      clientAuthMethods,
      jwks: { keys },
      cookies: { keys: ["a key of a test"] },
      enabledJWA: { idTokenSigningAlgValues: [...ALGORITHMS] },
      claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
      conformIdTokenClaims: !inToken,
      pkce: { required: () => true },
      features: { devInteractions: { enabled: false } },
      interactions: { url: (_context, { uid }) => `${path.replace(/\/$/, "")}/interaction/${uid}` },
      findAccount: (_context, id) => ({
        accountId: id,
        claims: () => ({ sub: id, ...whole.said }),
      }),
      loadExistingGrant: async ({ oidc }) => {
        const grant = new oidc.provider.Grant({
          ...(oidc.client ? { clientId: oidc.client.clientId } : {}),
          ...(oidc.session?.accountId ? { accountId: oidc.session.accountId } : {}),
        });
        grant.addOIDCScope("openid email profile");
        await grant.save();
        return grant;
      },
    });
    provider.use(async (context, next) => {
      await next();
      if (context.path === "/me") infos += 1;
      if (context.path !== "/token" || context.status !== 200 || whole.twist === null) return;
      const answer = context.body as Record<string, unknown>;
      whole.twist(answer);
      context.body = answer;
    });
    const serve = provider.callback();
    return (request: IncomingMessage, response: ServerResponse) => {
      if (path.length > 1) request.url = (request.url ?? "").replace(path, "");
      if (!request.url?.startsWith("/interaction/")) return void serve(request, response);
      void provider.interactionFinished(request, response, { login: { accountId: "ada" } });
    };
  }

  handle = await begin();
  return whole;
}

async function newKey(alg: (typeof ALGORITHMS)[number]): Promise<JWK> {
  const { privateKey } = await generateKeyPair(alg, { extractable: true });
  return { ...(await exportJWK(privateKey)), alg, use: "sig", kid: crypto.randomUUID() };
}
