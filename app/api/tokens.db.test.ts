import { createHmac, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { deflateRawSync } from "node:zlib";
import { createRemoteJWKSet, customFetch, decodeJwt, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { resolveSessionCaller } from "@/lib/identity";
import { decideDeviceSignIn, fillSigningKeys } from "@/lib/tokens";
import { GET as getKeys } from "../.well-known/jwks.json/route";
import { ORIGIN, SEALER, send, type TestApi, testApi } from "./testing/api";
import { at, escaped, judgeBy, testDocument } from "./testing/described";
import * as keys from "./v1/api-keys/route";
import * as device from "./v1/device/route";
import * as me from "./v1/me/route";
import * as token from "./v1/token/route";

/* The doors of clients over HTTP: signing in with a code, refreshing, and what is refused there. */
let api: TestApi;
beforeAll(async () => {
  api = await testApi();
  const worker = api.database.open("portcullis_worker");
  await fillSigningKeys({ db: worker, sealer: SEALER });
});
afterAll(() => api.database.drop());

const document = testDocument();
const judge = judgeBy(document);

async function post(
  route: { POST(request: Request): Promise<Response> },
  path: string,
  body: string | Uint8Array,
  type = "application/json",
) {
  const headers = {
    host: "localhost:3000",
    "content-type": type,
    "user-agent": "portcullis/0.1.0",
  };
  const request = new Request(`${ORIGIN}${path}`, {
    method: "POST",
    headers,
    body: body as BodyInit,
  });
  const response = await route.POST(request);
  const answer = JSON.parse(await response.text());
  const kind = (response.headers.get("content-type") ?? "").split(";")[0] ?? "";
  const pointer = `/paths/${escaped(path)}/post/responses/${response.status}`;
  const described = at(document, pointer) as { $ref?: string } | undefined;
  const place = described?.$ref?.slice(1) ?? pointer;
  expect(judge.faults(`${place}/content/${escaped(kind)}/schema`, answer)).toEqual([]);
  expect(response.headers.get("cache-control")).toBe("no-store");
  return { status: response.status, body: answer };
}
const begin = (organisation: string) =>
  post(device, "/api/v1/device", JSON.stringify({ organisation, client_name: "CI" }));
const form = (fields: Record<string, string>) =>
  post(
    token,
    "/api/v1/token",
    new URLSearchParams(fields).toString(),
    "application/x-www-form-urlencoded",
  );

/** A client that was approved in a browser: its tokens as the endpoint gave them. */
async function signedIn() {
  const begun = await begin(api.mine.slug);
  const cookie = (await api.cookieOf(api.mine)).split("=").slice(1).join("=");
  const request = { requestId: "approve-1", source: "console" } as const;
  const person = await resolveSessionCaller({ db: api.db }, cookie, request);
  if (person === null) throw new Error("no session");
  await decideDeviceSignIn({ db: api.db }, person, begun.body.user_code, "approved");
  const grant_type = "urn:ietf:params:oauth:grant-type:device_code";
  const given = await form({ grant_type, device_code: begun.body.device_code, client_id: "any" });
  expect(given.status).toBe(200);
  return given.body as { access_token: string; refresh_token: string };
}
const bearing = (text: string) => ({
  headers: { authorization: `Bearer ${text}`, "user-agent": "portcullis/0.1.0" },
});
const asMe = (text: string) => send(me, "GET", bearing(text));

describe("a client", () => {
  it("is told to wait, is approved in a browser, and asks the API as its person", async () => {
    const begun = await begin(api.mine.slug);
    expect(begun.body).toMatchObject({ expires_in: 600, interval: 5 });
    expect(begun.body.verification_uri_complete).toBe(
      `${ORIGIN}/t/${api.mine.slug}/device?code=${begun.body.user_code}`,
    );
    const grant_type = "urn:ietf:params:oauth:grant-type:device_code";
    const early = await form({ grant_type, device_code: begun.body.device_code });
    expect(early).toMatchObject({ status: 400, body: { error: "authorization_pending" } });
    const { access_token } = await signedIn();
    const answer = await asMe(access_token);
    expect(answer.body).toMatchObject({ kind: "member", id: api.mine.memberId });
    const made = await send(keys, "POST", {
      ...bearing(access_token),
      body: { name: "by a client", capabilities: ["servers:read"] },
    });
    expect(made.status).toBe(201);
  });

  it("refreshes by JSON or by form, and is out after its token was used a second time", async () => {
    const first = await signedIn();
    const body = { grant_type: "refresh_token", refresh_token: first.refresh_token };
    const second = await post(token, "/api/v1/token", JSON.stringify(body));
    const third = await form({
      grant_type: "refresh_token",
      refresh_token: second.body.refresh_token,
    });
    expect([second.status, third.status]).toEqual([200, 200]);
    await api.database.admin(
      "update portcullis.refresh_tokens set used_at = used_at - interval '11 s'",
    );
    const reused = await form({ grant_type: "refresh_token", refresh_token: first.refresh_token });
    expect(reused).toMatchObject({
      status: 400,
      body: { code: "invalid_grant", error: "invalid_grant" },
    });
    expect((await asMe(third.body.access_token)).status).toBe(401);
  });

  it("is given a token for the gate where it asks for one, which the API refuses; and for nobody else", async () => {
    const first = await signedIn();
    const ask = (refresh_token: string, audience: string) =>
      form({ grant_type: "refresh_token", refresh_token, audience });
    const nobodys = await ask(first.refresh_token, "portcullis:ledger");
    expect(nobodys).toMatchObject({
      status: 400,
      body: { code: "invalid_target", error: "invalid_target" },
    });
    // Asking wrongly used nothing up.
    const gate = await ask(first.refresh_token, "portcullis:gate");
    expect(gate.status).toBe(200);
    expect(decodeJwt(gate.body.access_token)).toMatchObject({
      ...{ aud: "portcullis:gate", iss: ORIGIN, sub: `member:${api.mine.memberId}` },
    });
    expect((await asMe(gate.body.access_token)).status).toBe(401);
    const back = await ask(gate.body.refresh_token, "portcullis:api");
    expect((await asMe(back.body.access_token)).status).toBe(200);
    // Neither is the other by a changed payload.
    const [header, , signature] = gate.body.access_token.split(".");
    const [, payload] = back.body.access_token.split(".");
    expect((await asMe(`${header}.${payload}.${signature}`)).status).toBe(401);
  });

  it("of an organisation that nobody knows is not found", async () => {
    expect(await begin("nobody-is-here")).toMatchObject({
      status: 404,
      body: { code: "not_found" },
    });
  });
});

describe("whoever verifies outside", () => {
  it("needs the published keys alone", async () => {
    const { access_token } = await signedIn();
    const answerKeys = () =>
      getKeys(
        new Request(`${ORIGIN}/.well-known/jwks.json`, { headers: { host: "localhost:3000" } }),
      );
    const set = createRemoteJWKSet(new URL(`${ORIGIN}/.well-known/jwks.json`), {
      [customFetch]: answerKeys,
    });
    const { payload } = await jwtVerify(access_token, set, {
      ...{ issuer: ORIGIN, audience: "portcullis:api", typ: "at+jwt", algorithms: ["EdDSA"] },
    });
    expect(payload).toMatchObject({
      ...{ tenant_id: api.mine.tenantId, sub: `member:${api.mine.memberId}` },
      ...{ workspace_ids: [api.mine.workspaceId], roles: ["owner"], amr: ["sso"] },
    });
    expect(Number(payload.exp) - Number(payload.iat)).toBe(900);
    const { keys: published } = (await (await answerKeys()).json()) as { keys: object[] };
    expect(published.length).toBe(2);
    for (const key of published) expect(Object.keys(key)).not.toContain("d");
  });
});

describe("the doors of clients", () => {
  const long = "A".repeat(300_000);
  it.each([
    ["no body", "", "application/json"],
    ["no JSON", "{", "application/json"],
    ["a list", "[]", "application/json"],
    ["a key twice", '{"grant_type":"refresh_token","grant_type":"x"}', "application/json"],
    ["no grant type", "{}", "application/json"],
    ["a grant type of somebody else", '{"grant_type":"password"}', "application/json"],
    [
      "a token that is a list",
      '{"grant_type":"refresh_token","refresh_token":["x"]}',
      "application/json",
    ],
    [
      "a token with NUL",
      '{"grant_type":"refresh_token","refresh_token":"a\\u0000"}',
      "application/json",
    ],
    [
      "a member too many",
      '{"grant_type":"refresh_token","refresh_token":"x","a":1}',
      "application/json",
    ],
    [
      "a form with a name twice",
      "grant_type=refresh_token&grant_type=a",
      "application/x-www-form-urlencoded",
    ],
    ["a form with a prototype", "__proto__=x", "application/x-www-form-urlencoded"],
    ["megabytes", long, "application/json"],
    ["a form of megabytes", `a=${long}`, "application/x-www-form-urlencoded"],
    ["XML", "<a/>", "text/xml"],
    ["bytes that are no text", Buffer.from([0xff, 0xfe, 0x00]), "application/json"],
  ])("refuse %s, and do not fail", async (_name, body, type) => {
    for (const [route, path] of [
      [token, "/api/v1/token"],
      [device, "/api/v1/device"],
    ] as const) {
      const answer = await post(route, path, body, type);
      expect([400, 413, 415, 422]).toContain(answer.status);
    }
  });

  it.each([
    ["an API key for a refresh token", () => `pck_${"0".repeat(43)}_000000`],
    ["a refresh token that never was", () => `pcr_${"0".repeat(43)}_000000`],
    ["a random one", () => randomBytes(40).toString("base64url")],
    ["SQL", () => "' or 1=1 --"],
  ])("refuse %s", async (_name, text) => {
    const answer = await form({ grant_type: "refresh_token", refresh_token: text() });
    expect(answer).toMatchObject({ status: 400, body: { code: "invalid_grant" } });
  });

  it("are refused under another host's name", async () => {
    const request = new Request(`${ORIGIN}/api/v1/token`, {
      ...{ method: "POST", body: "{}", headers: { host: "evil.example" } },
    });
    expect((await token.POST(request)).status).toBe(403);
  });
});

describe("an access token at the API", () => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  it.each([
    ["cut short", (text: string) => text.slice(0, -1)],
    ["without its signature", (text: string) => `${text.split(".").slice(0, 2).join(".")}.`],
    ["under alg none", (text: string) => `${part({ alg: "none" })}.${text.split(".")[1]}.`],
    [
      "with another payload",
      (text: string) => text.replace(/\.[^.]+\./, `.${part({ sub: "x" })}.`),
    ],
    ["of five parts", () => "a.b.c.d.e"],
    ["of dots", () => "..."],
    ["of 8,000 characters", () => `${"a".repeat(4000)}.${"b".repeat(3900)}.c`],
  ])("%s is nobody's", async (_name, spoil) => {
    const { access_token } = await signedIn();
    const answer = await asMe(spoil(access_token));
    expect(answer).toMatchObject({ status: 401, body: { code: "unauthenticated" } });
  });

  it("is nobody's from the request after its session was ended", async () => {
    const { access_token, refresh_token } = await signedIn();
    expect((await asMe(access_token)).status).toBe(200);
    await api.database.admin(
      "update portcullis.sessions set revoked_at = now() where kind = 'client'",
    );
    expect((await asMe(access_token)).status).toBe(401);
    expect((await form({ grant_type: "refresh_token", refresh_token })).status).toBe(400);
  });

  it("is no cookie, and a refresh token is no bearer", async () => {
    const { access_token, refresh_token } = await signedIn();
    const cookie = `__Host-portcullis-session=${access_token}`;
    expect((await send(me, "GET", { headers: { cookie } })).status).toBe(401);
    expect((await asMe(refresh_token)).status).toBe(401);
  });
});

/** The list of attacks on signed tokens, sent to the API: each 401, and none a fault of ours. */
describe("a token that we did not give, at the API", () => {
  const b64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const elsewhere = generateKeyPairSync("ed25519");
  const bomb = deflateRawSync(Buffer.alloc(4_000_000)).toString("base64url").slice(0, 6000);
  type Ours = { readonly header: object; readonly payload: string; readonly x: string };
  const by = (header: object, payload: string) => {
    const input = `${b64(header)}.${payload}`;
    return `${input}.${sign(null, Buffer.from(input), elsewhere.privateKey).toString("base64url")}`;
  };
  const hmac = (header: object, payload: string, secret: string | Buffer) => {
    const input = `${b64({ ...header, alg: "HS256" })}.${payload}`;
    return `${input}.${createHmac("sha256", secret).update(input).digest("base64url")}`;
  };
  it.each<[string, (ours: Ours) => string]>([
    ["under another key with our key's id", ({ header, payload }) => by(header, payload)],
    [
      "under a key that it brings along",
      ({ header, payload }) =>
        by({ ...header, jwk: elsewhere.publicKey.export({ format: "jwk" }) }, payload),
    ],
    [
      "under a key at an address of its own",
      ({ header, payload }) => by({ ...header, jku: "https://evil.example/jwks.json" }, payload),
    ],
    [
      "under a certificate at an address of its own",
      ({ header, payload }) => by({ ...header, x5u: "https://evil.example/chain.pem" }, payload),
    ],
    [
      "with a path for a key id",
      ({ header, payload }) => by({ ...header, kid: "../../../../dev/null" }, payload),
    ],
    [
      "with SQL for a key id",
      ({ header, payload }) => by({ ...header, kid: "' union select 'a" }, payload),
    ],
    [
      "with a critical header",
      ({ header, payload }) => by({ ...header, crit: ["exp"], exp: 1 }, payload),
    ],
    [
      "under HMAC with our public key for a secret",
      ({ header, payload, x }) => hmac(header, payload, Buffer.from(x, "base64url")),
    ],
    ["under HMAC with an empty secret", ({ header, payload }) => hmac(header, payload, "")],
    [
      "that is encrypted and unpacks to megabytes",
      () => `${b64({ alg: "dir", enc: "A256GCM", zip: "DEF" })}..a.${bomb}.c`,
    ],
    [
      "that asks for ten million rounds",
      () => `${b64({ alg: "PBES2-HS256+A128KW", p2c: 1e7 })}.a.b.c.d`,
    ],
  ])("%s is nobody's", async (_name, forge) => {
    const { access_token } = await signedIn();
    const [header = "", payload = ""] = access_token.split(".");
    const headers = { host: "localhost:3000" };
    const asked = new Request(`${ORIGIN}/.well-known/jwks.json`, { headers });
    const { keys: published } = (await (await getKeys(asked)).json()) as { keys: { x: string }[] };
    const token = forge({
      header: JSON.parse(Buffer.from(header, "base64url").toString()) as object,
      ...{ payload, x: published[0]?.x ?? "" },
    });
    const begun = performance.now();
    const answer = await asMe(token);
    expect(answer).toMatchObject({ status: 401, body: { code: "unauthenticated" } });
    expect(performance.now() - begun).toBeLessThan(5000);
    // What it was made of is good: it is the forging that is refused.
    expect((await asMe(access_token)).status).toBe(200);
  });
});
