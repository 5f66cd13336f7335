/*
 * An identity provider that lets in whoever it is asked for, over SAML and OpenID Connect: real
 * signatures, nobody to type a password. It runs alone, so that what it takes is not counted as ours.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { inflateRawSync } from "node:zlib";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { plainResponse, signed } from "@/lib/identity/saml/testing/forge";
import { keyPair } from "@/lib/identity/saml/testing/key-pair";
import { sayReady } from "../process/answer";
import { listenAnywhere } from "../process/listen";

const SUBJECT = "bench";
const saml = await keyPair("bench");
const { privateKey, publicKey } = await generateKeyPair("RS256");
const jwk = { ...(await exportJWK(publicKey)), kid: "k1", alg: "RS256", use: "sig" };
const codes = new Map<string, { client: string; nonce: string }>();
let origin = "";

const server = createServer((request, response) => {
  answer(request, response).catch(() => response.writeHead(500).end());
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", origin);
  if (url.pathname === "/saml") return send(response, postOf(url.searchParams));
  if (url.pathname === "/authorize") {
    const code = crypto.randomUUID();
    const query = (name: string) => url.searchParams.get(name) ?? "";
    codes.set(code, { client: query("client_id"), nonce: query("nonce") });
    const back = new URLSearchParams({ code, state: query("state") });
    return void response.writeHead(302, { location: `${query("redirect_uri")}?${back}` }).end();
  }
  if (url.pathname === "/token") return send(response, await tokens(request));
  if (url.pathname === "/jwks") return send(response, { keys: [jwk] });
  send(response, {
    issuer: origin,
    authorization_endpoint: `${origin}/authorize`,
    token_endpoint: `${origin}/token`,
    jwks_uri: `${origin}/jwks`,
    token_endpoint_auth_methods_supported: ["client_secret_post"],
  });
}

/** The form that the browser would post, for a request that came by redirect. */
function postOf(query: URLSearchParams): object {
  const packed = Buffer.from(query.get("SAMLRequest") ?? "", "base64");
  const request = inflateRawSync(packed).toString("utf8");
  const said = (name: string) => new RegExp(`${name}="([^"]*)"`).exec(request)?.[1] ?? "";
  const entityId = /<saml:Issuer>([^<]*)/.exec(request)?.[1] ?? "";
  const xml = plainResponse({
    ...{ issuer: `${origin}/entity`, entityId, requestId: said(" ID") },
    acsUrl: said("AssertionConsumerServiceURL"),
  })
    .replaceAll('"_assertion"', `"_${crypto.randomUUID()}"`)
    .replace("ada@acme.test", SUBJECT);
  const both = signed(signed(xml, "Assertion", saml), "Response", saml);
  const SAMLResponse = Buffer.from(both).toString("base64");
  return { SAMLResponse, RelayState: query.get("RelayState") };
}

async function tokens(request: IncomingMessage): Promise<object> {
  let body = "";
  for await (const part of request) body += part;
  const code = new URLSearchParams(body).get("code") ?? "";
  const { client, nonce } = codes.get(code) ?? { client: "", nonce: "" };
  codes.delete(code);
  const token = await new SignJWT({ nonce, email: "bench@bench.test" })
    .setProtectedHeader({ alg: "RS256", kid: "k1" })
    .setIssuer(origin)
    .setAudience(client)
    .setSubject(SUBJECT)
    .setIssuedAt()
    .setExpirationTime("2m")
    .sign(privateKey);
  return { access_token: "at", token_type: "Bearer", expires_in: 60, id_token: token };
}

function send(response: ServerResponse, value: object): void {
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(value));
}

server.keepAliveTimeout = 600_000;
origin = `http://127.0.0.1:${await listenAnywhere(server)}`;
sayReady({ origin, certificate: saml.certificate });
