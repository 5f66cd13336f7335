import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { makeTenant, type TestTenant } from "@/lib/db/testing";
import { createOidcConnection, SESSION_COOKIE } from "@/lib/identity";
import { addConnection } from "@/lib/identity/testing/members";
import { bearer, send } from "./api/testing/api";
import * as me from "./api/v1/me/route";
import { TestBrowser } from "./testing/browser";
import { lastReason } from "./testing/saml";
import { startOf, type TestSignIn, testSignIn, upTo } from "./testing/sign-in";
import { type Registered, type WholeProvider, wholeProvider } from "./testing/whole-provider";

const CLIENTS: readonly Registered[] = [
  { client_id: "one" },
  { client_id: "PS256", id_token_signed_response_alg: "PS256" },
  { client_id: "ES256", id_token_signed_response_alg: "ES256" },
  { client_id: "EdDSA", id_token_signed_response_alg: "EdDSA" },
];

/** A whole provider of another code base signs somebody in through the doors that people come in by. */
let house: TestSignIn;
let lean: WholeProvider;
let full: WholeProvider;
let browser: TestBrowser;
beforeAll(async () => {
  house = await testSignIn();
  // Its issuer ends with a slash.
  lean = await wholeProvider(
    CLIENTS.map((one) => ({ ...one, token_endpoint_auth_method: "client_secret_post" as const })),
    { inToken: false, path: "/", clientAuthMethods: ["client_secret_post"] },
  );
  // It takes secrets in two ways, and of each client in one of them.
  full = await wholeProvider(
    [{ client_id: "one" }, { client_id: "two", token_endpoint_auth_method: "client_secret_post" }],
    {
      ...{ inToken: true, path: "/realms/acme" },
      clientAuthMethods: ["client_secret_basic", "client_secret_post"],
    },
  );
});
afterAll(async () => {
  await Promise.all([lean.close(), full.close()]);
  await house.close();
});
beforeEach(() => {
  browser = new TestBrowser();
  for (const one of [lean, full]) {
    one.twist = null;
    one.said = { email: "ada@acme.test", email_verified: true, name: "Ada" };
  }
});

/** A tenant at which whoever comes through the provider becomes a viewer. */
async function tenantOf(provider: WholeProvider, clientId: string): Promise<TestTenant> {
  const tenant = await makeTenant(house.database);
  const { tenantId, slug } = tenant;
  const { connection } = await createOidcConnection(house.jackson, {
    ...{ tenantId, slug, clientId, clientSecret: "a secret with : and % and spaces" },
    discoveryUrl: `${provider.issuer.replace(/\/$/, "")}/.well-known/openid-configuration`,
  });
  await addConnection(house.database, tenantId, { brokerId: connection, defaultRole: "viewer" });
  await house.database.admin(
    `insert into portcullis.domains (tenant_id, id, name, state, challenge, created_by)
     values ($1, gen_random_uuid(), 'acme.test', 'verified', 'a challenge of a test', 'system:test')`,
    [tenantId],
  );
  return tenant;
}

describe("somebody comes in through a whole provider", () => {
  it.each(CLIENTS.map(({ client_id: id }) => id))("as its client %s", async (client) => {
    const tenant = await tenantOf(lean, client);
    expect(await browser.follow(startOf(tenant))).toBe(`/t/${tenant.slug}`);
    const caller = await house.whoIs(browser);
    expect(caller).toMatchObject({ email: "ada@acme.test", name: "Ada", role: "viewer" });
  });

  it.each(["one", "two"])("that takes the secret of its client %s in one way only", async (id) => {
    const tenant = await tenantOf(full, id);
    expect(await browser.follow(startOf(tenant))).toBe(`/t/${tenant.slug}`);
  });

  it("whose claims stand in its token, without its user information being asked for", async () => {
    const tenant = await tenantOf(full, "one");
    expect(await browser.follow(startOf(tenant))).toBe(`/t/${tenant.slug}`);
    expect((await house.whoIs(browser))?.email).toBe("ada@acme.test");
    expect([full.askedInfo(), lean.askedInfo() > 0]).toEqual([0, true]);
  });

  it("again, as the same member, after it changed all its keys", async () => {
    const tenant = await tenantOf(lean, "one");
    await browser.follow(startOf(tenant));
    const first = await house.whoIs(browser);
    await lean.rollOver();
    const again = new TestBrowser();
    expect(await again.follow(startOf(tenant))).toBe(`/t/${tenant.slug}`);
    expect((await house.whoIs(again))?.memberId).toBe(first?.memberId);
  });

  it("and is authenticated anew where that is asked for, which it says as it says when it was", async () => {
    const tenant = await tenantOf(lean, "one");
    const provenAt = async () => {
      const [row] = await house.database.admin<{ at: Date | null }>(
        "select authenticated_at as at from portcullis.sessions where tenant_id = $1 and revoked_at is null",
        [tenant.tenantId],
      );
      return row?.at?.getTime() ?? 0;
    };
    await browser.follow(startOf(tenant));
    const first = await provenAt();
    expect(first).toBeGreaterThan(Date.now() - 60_000);
    await new Promise((wake) => setTimeout(wake, 1100));
    // Known there already, they are let in as they were; asked for, it is done again.
    await browser.follow(startOf(tenant));
    expect(await provenAt()).toBe(first);
    expect(await browser.follow(startOf(tenant, "?afresh=1"))).toBe(`/t/${tenant.slug}`);
    expect(await provenAt()).toBeGreaterThan(first);
  });

  it.each<[string, Record<string, unknown>]>([
    ["says nothing of whether the address was verified", { email: "ada@acme.test" }],
    ["says it in a text", { email: "ada@acme.test", email_verified: "true" }],
  ])("that %s", async (_name, said) => {
    lean.said = said;
    const tenant = await tenantOf(lean, "one");
    expect(await browser.follow(startOf(tenant))).toBe(`/t/${tenant.slug}`);
  });
});

describe("nobody comes in", () => {
  it.each<[string, Record<string, unknown>, string]>([
    [
      "whose address was not verified",
      { email: "ada@acme.test", email_verified: false },
      "address-not-verified",
    ],
    [
      "of whom that is said in a text",
      { email: "ada@acme.test", email_verified: "false" },
      "address-not-verified",
    ],
    ["whose address is another organisation's", { email: "ada@globex.test" }, "address-outside"],
    ["of whom no address is said", { name: "Ada" }, "no-address"],
  ])("%s", async (_name, said, reason) => {
    lean.said = said;
    const tenant = await tenantOf(lean, "one");
    expect(await browser.follow(startOf(tenant))).toContain("notice=refused");
    expect(await lastReason(house, tenant)).toBe(reason);
  });

  it("by a token of an earlier sign-in, or of another client, or one that was changed", async () => {
    const [tenant, other] = [await tenantOf(full, "one"), await tenantOf(full, "two")];
    let seen = "";
    full.twist = (answer) => {
      seen = String(answer.id_token);
    };
    expect(await browser.follow(startOf(tenant))).toBe(`/t/${tenant.slug}`);
    const [header, , signature] = seen.split(".");
    const payload = Buffer.from(seen.split(".")[1] ?? "", "base64url").toString();
    const changed = Buffer.from(payload.replace('"ada"', '"eve"')).toString("base64url");
    const refused = async (at: TestTenant, token: string | undefined) => {
      const visitor = new TestBrowser();
      full.twist = (answer) => {
        answer.id_token = token;
      };
      expect(await visitor.follow(startOf(at))).toContain("notice=refused");
      expect(visitor.cookies.has(SESSION_COOKIE)).toBe(false);
      return await lastReason(house, at);
    };
    expect(await refused(tenant, seen)).toBe("oidc-nonce");
    expect(await refused(other, seen)).toBe("oidc-audience");
    expect(await refused(tenant, `${header}.${changed}.${signature}`)).toBe("oidc-signature");
    expect(await refused(tenant, undefined)).toBe("oidc-no-token");
    const none = Buffer.from('{"alg":"none"}').toString("base64url");
    expect(await refused(tenant, `${none}.${changed}.`)).toBe("oidc-signature");
    await full.rollOver();
    expect(await refused(tenant, seen)).toBe("oidc-signature");
  });

  it("by a code that another browser was given, whose verifier is another", async () => {
    const tenant = await tenantOf(full, "one");
    const stolen = new URL(await upTo(browser, startOf(tenant), "/api/oauth/oidc"));
    const thief = new TestBrowser();
    const own = new URL(await upTo(thief, startOf(tenant), "/api/oauth/oidc"));
    own.searchParams.set("code", stolen.searchParams.get("code") ?? "");
    expect(await thief.follow(own.href)).toContain("notice=refused");
    expect(await lastReason(house, tenant)).toBe("oidc-code");
  });

  it("by an answer that names another sender, or none, where the provider said that it would", async () => {
    const tenant = await tenantOf(full, "one");
    for (const sender of ["https://other.test", null]) {
      const visitor = new TestBrowser();
      const answer = new URL(await upTo(visitor, startOf(tenant), "/api/oauth/oidc"));
      expect(answer.searchParams.get("iss")).toBe(full.issuer);
      if (sender === null) answer.searchParams.delete("iss");
      else answer.searchParams.set("iss", sender);
      expect(await visitor.follow(answer.href)).toContain("notice=refused");
      expect(await lastReason(house, tenant)).toBe("oidc-mix-up");
    }
  });

  it("to the API by an ID token or an access token of the provider, however good", async () => {
    const tenant = await tenantOf(full, "one");
    const given: string[] = [];
    full.twist = (answer) => {
      given.push(String(answer.id_token), String(answer.access_token));
    };
    expect(await browser.follow(startOf(tenant))).toBe(`/t/${tenant.slug}`);
    expect(given).toHaveLength(2);
    for (const token of given) {
      const answer = await send(me, "GET", { headers: bearer(token) });
      expect(answer).toMatchObject({ status: 401, body: { code: "unauthenticated" } });
      const cookie = `${SESSION_COOKIE}=${token}`;
      expect((await send(me, "GET", { headers: { cookie } })).status).toBe(401);
    }
  });
});
