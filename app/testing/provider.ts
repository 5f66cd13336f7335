import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, SignJWT } from "jose";

/** A small OpenID provider for tests: it lets in, without asking, whoever the test says. */
export type TestProvider = {
  readonly issuer: string;
  /** Who signs in next, or an OAuth error that the provider answers with instead. */
  next: { subject: string } | { error: string };
  /** What was asked at the authorisation endpoint last. */
  readonly asked: URLSearchParams[];
  close(): Promise<void>;
};

type Code = { readonly clientId: string; readonly nonce: string; readonly subject: string };

export async function testProvider(): Promise<TestProvider> {
  const { privateKey, publicKey } = await generateKeyPair("RS256");
  const jwk = { ...(await exportJWK(publicKey)), kid: "k1", alg: "RS256", use: "sig" };
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
      "/jwks": { keys: [jwk] },
      "/userinfo": { sub: "subject" in provider.next ? provider.next.subject : "" },
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
    const idToken = await new SignJWT({ nonce: code.nonce })
      .setProtectedHeader({ alg: "RS256", kid: "k1" })
      .setIssuer(issuer)
      .setAudience(code.clientId)
      .setSubject(code.subject)
      .setIssuedAt()
      .setExpirationTime("2m")
      .sign(privateKey);
    response.end(
      JSON.stringify({
        access_token: "at",
        token_type: "Bearer",
        expires_in: 60,
        id_token: idToken,
      }),
    );
  }

  return provider;
}
