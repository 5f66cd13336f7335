import { randomBytes } from "node:crypto";
import { exportPKCS8, exportSPKI, generateKeyPair } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "@/lib/db";
import { makeTenant, type TestDatabase, type TestTenant, testDatabase } from "@/lib/db/testing";
import {
  createOidcConnection,
  type Jackson,
  openJackson,
  resolveSessionCaller,
  SESSION_COOKIE,
  SIGN_IN_COOKIE,
  signInStateKey,
} from "@/lib/identity";
import { type Config, loadConfig, Problem, type Secrets } from "@/lib/kernel";
import { createVault, localKms } from "@/lib/vault";
import { moveIn } from "./rooms";
import { ORIGIN, TestBrowser } from "./testing/browser";
import { type TestProvider, testProvider } from "./testing/provider";

const SECRET = "a secret of at least thirty-two characters";
let database: TestDatabase;
let db: Database;
let provider: TestProvider;
let config: Config;
let secrets: Secrets;
let jackson: Jackson;
let acme: TestTenant;
let globex: TestTenant;
let browser: TestBrowser;

beforeAll(async () => {
  database = await testDatabase();
  db = database.open();
  provider = await testProvider();
  config = {
    ...loadConfig({ NODE_ENV: "test", PORTCULLIS_MODE: "evaluation" }),
    externalDatabaseUrl: database.urls.portcullis_web,
    jacksonDatabaseUrl: database.urls.jackson_svc,
  };
  secrets = await someSecrets();
  jackson = await openJackson(config, secrets);
  moveIn({
    config,
    db,
    vault: createVault(db, localKms(randomBytes(32), 1)),
    signInKey: signInStateKey(SECRET),
    signInDoor: async () => ({ jackson, secret: SECRET }),
  });
  acme = await connected("acme-1");
  globex = await connected("globex-1");
});
afterAll(async () => {
  await jackson.close();
  await provider.close();
  await database.drop();
});
beforeEach(() => {
  browser = new TestBrowser();
  provider.next = { subject: "acme-1" };
});

async function someSecrets(): Promise<Secrets> {
  const { privateKey, publicKey } = await generateKeyPair("RS256", { extractable: true });
  return {
    version: 1,
    databaseKeys: [{ kid: "k", key: randomBytes(32).toString("base64url") }],
    kms: { rootKey: randomBytes(32).toString("base64url"), version: 1 },
    nextAuthSecret: SECRET,
    jacksonEncryptionKey: randomBytes(16).toString("hex"),
    jacksonSigning: {
      privateKey: Buffer.from(await exportPKCS8(privateKey)).toString("base64"),
      publicKey: Buffer.from(await exportSPKI(publicKey)).toString("base64"),
    },
  };
}

/** A tenant with a connection to the provider, and one member whom the provider knows by `subject`. */
async function connected(subject: string): Promise<TestTenant> {
  const tenant = await makeTenant(database);
  const { tenantId, slug, memberId } = tenant;
  const { connection } = await createOidcConnection(jackson, {
    tenantId,
    slug,
    discoveryUrl: `${provider.issuer}/.well-known/openid-configuration`,
    clientId: `client-${slug}`,
    clientSecret: "secret",
  });
  await database.admin(
    "insert into portcullis.member_identities (tenant_id, connection, subject, member_id) values ($1, $2, $3, $4)",
    [tenantId, connection, subject, memberId],
  );
  return tenant;
}

const startOf = (tenant: TestTenant, next = "") => `/t/${tenant.slug}/sign-in/start${next}`;
const whoIs = (one: TestBrowser) =>
  resolveSessionCaller({ db }, one.cookies.get(SESSION_COOKIE), {
    requestId: "test-request",
    source: "console",
  });

/** Goes through a sign-in until the address that `stop` names, without requesting it. */
async function upTo(one: TestBrowser, from: string, stop: string): Promise<string> {
  let at = new URL(from, ORIGIN).href;
  for (let hop = 0; hop < 8; hop++) {
    if (new URL(at).pathname === stop) return at;
    const { location } = await one.request(at);
    at = new URL(location ?? "", at).href;
  }
  throw new Error(`never came to ${stop}`);
}

describe("signing in", () => {
  it("goes from the organisation's address to its provider and back, and makes a session", async () => {
    const next = `?next=${encodeURIComponent(`/t/${acme.slug}/ledger`)}`;
    expect(await browser.follow(startOf(acme, next))).toBe(`/t/${acme.slug}/ledger`);
    const caller = await whoIs(browser);
    expect(caller).toMatchObject({ tenantId: acme.tenantId, memberId: acme.memberId });
    expect([...browser.cookies.keys()]).toEqual([SESSION_COOKIE]);
  });

  it("asks the provider with PKCE, state and nonce, and tells it nothing of where we go next", async () => {
    await browser.follow(startOf(acme, "?next=/t/acme/secret-place"));
    const asked = provider.asked.at(-1);
    expect(asked?.get("code_challenge_method")).toBe("S256");
    for (const name of ["state", "nonce", "code_challenge"]) expect(asked?.get(name)).toBeTruthy();
    expect(asked?.toString()).not.toContain("secret-place");
  });

  it("leads only to a path of the same organisation", async () => {
    const next = `?next=${encodeURIComponent("https://evil.test/")}`;
    expect(await browser.follow(startOf(acme, next))).toBe(`/t/${acme.slug}`);
  });

  it("ends the session that the browser had before, and never goes on under its token", async () => {
    await browser.follow(startOf(acme));
    const before = browser.cookies.get(SESSION_COOKIE);
    await browser.follow(startOf(acme));
    expect(browser.cookies.get(SESSION_COOKIE)).not.toBe(before);
    const request = { requestId: "test-request", source: "console" } as const;
    expect(await resolveSessionCaller({ db }, before, request)).toBeNull();
  });

  it("takes no session from a browser that brought one of its own making", async () => {
    browser.cookies.set(SESSION_COOKIE, `pcs_${"a".repeat(43)}_${"a".repeat(6)}`);
    await browser.follow(startOf(acme));
    expect(browser.cookies.get(SESSION_COOKIE)).not.toContain("a".repeat(43));
    expect(await whoIs(browser)).not.toBeNull();
  });

  it("signs out with the next request", async () => {
    await browser.follow(startOf(acme));
    const cookie = browser.cookies.get(SESSION_COOKIE) ?? "";
    const out = await browser.request(`/t/${acme.slug}/sign-out`, { origin: ORIGIN });
    expect(out.location).toContain(`/t/${acme.slug}/sign-in?notice=signed-out`);
    expect(browser.cookies.has(SESSION_COOKIE)).toBe(false);
    browser.cookies.set(SESSION_COOKIE, cookie);
    expect(await whoIs(browser)).toBeNull();
  });

  it("is not undone by another site", async () => {
    await browser.follow(startOf(acme));
    const out = await browser.request(`/t/${acme.slug}/sign-out`, { origin: "https://evil.test" });
    expect(out.status).toBe(403);
    expect(await whoIs(browser)).not.toBeNull();
  });
});

describe("a sign-in is refused", () => {
  const refused = (tenant: TestTenant) =>
    expect.stringMatching(new RegExp(`^/t/${tenant.slug}/sign-in\\?notice=refused&request=`));

  it("for somebody the organisation does not know, whoever else knows them", async () => {
    provider.next = { subject: "globex-1" };
    expect(await browser.follow(startOf(acme))).toEqual(refused(acme));
    expect(browser.cookies.size).toBe(0);
    expect(await browser.follow(startOf(globex))).toBe(`/t/${globex.slug}`);
  });

  it("when the provider refuses", async () => {
    provider.next = { error: "access_denied" };
    expect(await browser.follow(startOf(acme))).toEqual(refused(acme));
  });

  it("when the answer comes to another browser than the one that began", async () => {
    const answer = await upTo(browser, startOf(acme), "/api/auth/callback/portcullis");
    const other = new TestBrowser();
    expect(await other.follow(answer)).toBe("/?notice=expired");
    // Even one that began a sign-in of its own has another state and verifier.
    await upTo(other, startOf(acme), "/api/auth/callback/portcullis");
    expect(await other.follow(answer)).toEqual(refused(acme));
    expect(other.cookies.has(SESSION_COOKIE)).toBe(false);
  });

  it("when the code is played again", async () => {
    const answer = await upTo(browser, startOf(acme), "/api/auth/callback/portcullis");
    const copy = new TestBrowser();
    for (const [name, value] of browser.cookies) copy.cookies.set(name, value);
    expect(await browser.follow(answer)).toBe(`/t/${acme.slug}`);
    expect(await copy.follow(answer)).toEqual(refused(acme));
  });

  it("when the provider's answer is played again", async () => {
    const answer = await upTo(browser, startOf(acme), "/api/oauth/oidc");
    const copy = new TestBrowser();
    for (const [name, value] of browser.cookies) copy.cookies.set(name, value);
    expect(await browser.follow(answer)).toBe(`/t/${acme.slug}`);
    expect(await copy.follow(answer)).toEqual(refused(acme));
  });

  it("when another tenant's state is put under it half-way", async () => {
    const answer = await upTo(browser, startOf(acme), "/api/auth/callback/portcullis");
    const other = new TestBrowser();
    await other.request(startOf(globex));
    browser.cookies.set(SIGN_IN_COOKIE, other.cookies.get(SIGN_IN_COOKIE) ?? "");
    expect(await browser.follow(answer)).toEqual(refused(globex));
    expect(browser.cookies.has(SESSION_COOKIE)).toBe(false);
    const rows = await database.admin<{ reason: string }>(
      `select convert_from(bytes, 'UTF8')::jsonb -> 'body' ->> 'reason' as reason
         from portcullis.ledger_entries where tenant_id = $1 order by seq desc limit 1`,
      [globex.tenantId],
    );
    expect(rows).toEqual([{ reason: "tenant-mismatch" }]);
  });

  it.each(["tenant", "product", "idp_hint", "resource", "access_type"])(
    "or goes on untouched when %s is added to the request to the broker",
    async (name) => {
      const ask = new URL(await upTo(browser, startOf(acme), "/api/oauth/authorize"));
      ask.searchParams.set(name, name === "tenant" ? globex.tenantId : "portcullis");
      expect(await browser.follow(ask.href)).toBe(`/t/${acme.slug}`);
      expect((await whoIs(browser))?.tenantId).toBe(acme.tenantId);
    },
  );

  it.each([
    ["client_id", () => `tenant=${globex.tenantId}&product=portcullis`],
    ["redirect_uri", () => "http://localhost:3000/t/acme"],
    ["code_challenge_method", () => "plain"],
    ["response_type", () => "token"],
  ])("when %s is changed in the request to the broker", async (name, value) => {
    const ask = new URL(await upTo(browser, startOf(acme), "/api/oauth/authorize"));
    ask.searchParams.set(name, value());
    expect(await browser.follow(ask.href)).toEqual(refused(acme));
  });

  it("before it begins, where the organisation is not known or has no provider", async () => {
    const lonely = await makeTenant(database);
    for (const slug of ["no-such-organisation", lonely.slug, "..%2f..", "%00"]) {
      const landed = await browser.follow(`/t/${slug}/sign-in/start`);
      expect(landed).toMatch(/\/sign-in\?notice=not-set-up$/);
    }
    expect(browser.cookies.size).toBe(0);
  });

  it("to begin from another site: the visitor sees the page first", async () => {
    const landed = await browser.request(startOf(acme), { "sec-fetch-site": "cross-site" });
    expect(landed.location).toBe(`${ORIGIN}/t/${acme.slug}/sign-in`);
    expect(browser.cookies.size).toBe(0);
  });
});

describe("while something is down", () => {
  it("an unreachable provider is a refusal, and leaves no session", async () => {
    const tenant = await makeTenant(database);
    await createOidcConnection(jackson, {
      tenantId: tenant.tenantId,
      slug: tenant.slug,
      discoveryUrl: "http://localhost:9/.well-known/openid-configuration",
      clientId: "gone",
      clientSecret: "secret",
    });
    expect(await browser.follow(startOf(tenant))).toMatch(/notice=(?:refused|unavailable)/);
    expect(browser.cookies.has(SESSION_COOKIE)).toBe(false);
  });

  it("a changed encryption key stops the broker before it opens a record", async () => {
    const changed = { ...secrets, jacksonEncryptionKey: randomBytes(16).toString("hex") };
    await expect(openJackson(config, changed)).rejects.toSatisfy(
      (error) => error instanceof Problem && error.code === "unavailable",
    );
  });

  it("a store that cannot be reached is unavailable", async () => {
    const elsewhere = { ...config, jacksonDatabaseUrl: "postgres://x:y@127.0.0.1:9/none" };
    await expect(openJackson(elsewhere, secrets)).rejects.toSatisfy(
      (error) => error instanceof Problem && error.code === "unavailable",
    );
  });
});

it("what the broker keeps of a sign-in is sealed, and gone when it was used", async () => {
  await upTo(browser, startOf(acme), "/api/auth/callback/portcullis");
  const rows = await database.admin(
    "select value, iv from jackson.entries where namespace = 'oauth:code'",
  );
  expect(rows.length).toBeGreaterThan(0);
  for (const row of rows) {
    expect(row.iv).toBeTruthy();
    expect(String(row.value)).not.toContain("acme-1");
  }
});
