import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from "jose";

/** A small OpenID provider for tests: it lets in, without asking, whoever the test says. */
export type TestProvider = {
  readonly issuer: string;
  /** Who signs in next, or an OAuth error that the provider answers with instead. */
  next: { subject: string } | { error: string };
  /** What it does otherwise than it should. */
  lies: Lies;
  /** From now on it signs with a new key, and publishes that alone. */
  rollOver(): Promise<void>;
  /** What was asked at the authorisation endpoint last. */
  readonly asked: URLSearchParams[];
  close(): Promise<void>;
};

export type Lies = {
  /** In place of the claims it should put into the ID token; undefined leaves one out. */
  readonly claims?: JWTPayload;
  readonly signs?: "with an unpublished key" | "not at all" | "with the client's secret";
  /** The `iss` of its answer (RFC 9207). */
  readonly sender?: string;
  readonly token?: "none" | "html" | "endless" | "elsewhere";
  /** Of whom its user information is. */
  readonly infoOf?: string;
};

type Code = { readonly clientId: string; readonly nonce: string; readonly subject: string };

export async function testProvider(): Promise<TestProvider> {
  const newKey = async (kid: string) => {
    const { privateKey, publicKey } = await generateKeyPair("RS256");
    return { privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: "RS256", use: "sig" } };
  };
  let key = await newKey("k1");
  const unpublished = await newKey("k1");
  const codes = new Map<string, Code>();
  const asked: URLSearchParams[] = [];

  const server: Server = createServer((request, response) => {
    answer(request, response).catch(() => response.writeHead(500).end());
  });
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}`;
  const provider: TestProvider = {
    issuer,
    next: { subject: "nobody" },
    lies: {},
    rollOver: async () => {
      key = await newKey(crypto.randomUUID());
    },
    asked,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", issuer);
    if (url.pathname === "/authorize") return authorize(url.searchParams, response);
    if (url.pathname === "/token") return await token(request, response);
    const document = documents()[url.pathname];
    response.writeHead(document === undefined ? 404 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify(document ?? {}));
  }

  function documents(): Record<string, unknown> {
    return {
      "/jwks": { keys: [key.jwk] },
      "/userinfo": {
        sub: provider.lies.infoOf ?? ("subject" in provider.next ? provider.next.subject : ""),
      },
      "/.well-known/openid-configuration": {
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        userinfo_endpoint: `${issuer}/userinfo`,
        jwks_uri: `${issuer}/jwks`,
        response_types_supported: ["code"],
        subject_types_supported: ["public"],
        id_token_signing_alg_values_supported: ["RS256"],
      },
    };
  }

  function authorize(query: URLSearchParams, response: ServerResponse): void {
    asked.push(query);
    const back = new URL(query.get("redirect_uri") ?? "");
    back.searchParams.set("state", query.get("state") ?? "");
    if (provider.lies.sender !== undefined) back.searchParams.set("iss", provider.lies.sender);
    if ("error" in provider.next) back.searchParams.set("error", provider.next.error);
    else {
      const code = crypto.randomUUID();
      const clientId = query.get("client_id") ?? "";
      codes.set(code, { clientId, nonce: query.get("nonce") ?? "", ...provider.next });
      back.searchParams.set("code", code);
    }
    response.writeHead(302, { location: back.href }).end();
  }

  async function token(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = "";
    for await (const chunk of request) body += chunk;
    const code = codes.get(new URLSearchParams(body).get("code") ?? "");
    codes.delete(new URLSearchParams(body).get("code") ?? "");
    response.setHeader("content-type", "application/json");
    if (code === undefined) {
      response.writeHead(400).end(JSON.stringify({ error: "invalid_grant" }));
      return;
    }
    const { token: lie } = provider.lies;
    if (lie === "elsewhere") {
      response.writeHead(307, { location: `${issuer}/jwks` }).end();
      return;
    }
    if (lie === "html" || lie === "endless") {
      response.end(lie === "html" ? "<html>" : "x".repeat(3_000_000));
      return;
    }
    const idToken = lie === "none" ? undefined : await sign(code);
    response.end(
      JSON.stringify({
        access_token: "at",
        token_type: "Bearer",
        expires_in: 60,
        id_token: idToken,
      }),
    );
  }

  /** The ID token as it should be, but for what the provider lies about. */
  async function sign(code: Code): Promise<string> {
    const at = Math.floor(Date.now() / 1000);
    const claims: JWTPayload = {
      ...{ iss: issuer, aud: code.clientId, sub: code.subject, nonce: code.nonce },
      ...{ iat: at, exp: at + 120, auth_time: at, ...provider.lies.claims },
    };
    const { signs } = provider.lies;
    if (signs === "not at all") return new UnsecuredJWT(claims).encode();
    if (signs === "with the client's secret") {
      const secret = new TextEncoder().encode("secret".padEnd(32, "-"));
      return await new SignJWT(claims).setProtectedHeader({ alg: "HS256" }).sign(secret);
    }
    const { privateKey, jwk } = signs === "with an unpublished key" ? unpublished : key;
    const header = { alg: "RS256", kid: signs === undefined ? jwk.kid : key.jwk.kid };
    return await new SignJWT(claims).setProtectedHeader(header).sign(privateKey);
  }

  return provider;
}
