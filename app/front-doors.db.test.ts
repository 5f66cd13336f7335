import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { actingInSession } from "@/lib/access/testing/acting";
import { makeSession, makeTenant, type TestTenant } from "@/lib/db/testing";
import { createSetupLink, openSetupLink } from "@/lib/identity";
import { keyPair } from "@/lib/identity/saml/testing/key-pair";
import { addConnection } from "@/lib/identity/testing/members";
import { goToOrganisation } from "./organisation";
import { setUp } from "./setup";
import { type TestSignIn, testSignIn } from "./testing/sign-in";

/** What Next gives an action, and what it does with what the action says. */
const next = vi.hoisted(() => ({ cookies: new Map<string, string>() }));
vi.mock("next/headers", () => ({
  cookies: async () => ({ set: (name: string, value: string) => next.cookies.set(name, value) }),
  headers: async () => new Headers({ "x-request-id": "test-request" }),
}));
vi.mock("next/navigation", () => ({
  redirect: (address: string) => {
    throw new Error(`to ${address}`);
  },
}));

/** The two doors that nobody is signed in at: a setup link, and the form that finds an organisation. */
let house: TestSignIn;
let tenant: TestTenant;
let certificate: string;
beforeAll(async () => {
  house = await testSignIn();
  ({ certificate } = await keyPair("provider"));
});
afterAll(() => house.close());
beforeEach(async () => {
  next.cookies.clear();
  tenant = await makeTenant(house.database);
});

describe("a setup link", () => {
  async function link(): Promise<string> {
    await makeSession(house.database, tenant);
    const admin = actingInSession(tenant, "admin");
    const { url } = await createSetupLink(house, admin, { note: "The team", days: 3 });
    return url.reveal().split("/").at(-1) ?? "";
  }
  const provider = (entityId: string) => ({
    ...{ kind: "saml", vendor: "google", name: "Workspace", signatures: "assertion" },
    metadata: { entityId, ssoUrl: "https://idp.test/sso", certificates: [certificate] },
  });
  const connections = () =>
    house.database.admin<{ name: string; state: string; signatures: string; created_by: string }>(
      "select name, state, signatures, created_by from portcullis.connections where tenant_id = $1",
      [tenant.tenantId],
    );

  it("sets one connection up as a draft, by whoever holds it, and is used up by that", async () => {
    const token = await link();
    const done = await setUp(token, provider("https://idp.test"));
    expect(done).toMatchObject({ ok: true, value: { id: expect.any(String) } });
    expect(await connections()).toEqual([
      {
        ...{ name: "Workspace", state: "draft", signatures: "assertion" },
        created_by: expect.stringMatching(/^setup-link:/),
      },
    ]);
    expect(await openSetupLink(house, token)).toBeNull();
    const again = await setUp(token, provider("https://other.test"));
    expect(again).toMatchObject({ ok: false, problem: { code: "not_found" } });
    expect(await connections()).toHaveLength(1);
    const entries = await house.database.admin<{ type: string }>(
      "select type from portcullis.ledger_entries where tenant_id = $1 order by seq",
      [tenant.tenantId],
    );
    expect(entries.map(({ type }) => type)).toEqual(
      expect.arrayContaining(["setup-link.created", "connection.created", "setup-link.used"]),
    );
  });

  it("used by several at once sets up one connection", async () => {
    const token = await link();
    const told = await Promise.all(
      [1, 2, 3, 4].map((n) => setUp(token, provider(`https://idp-${n}.test`))),
    );
    expect(told.filter(({ ok }) => ok)).toHaveLength(1);
    const refused = told.flatMap((one) => (one.ok ? [] : [one.problem.code]));
    expect(refused).toEqual(["not_found", "not_found", "not_found"]);
    expect(await connections()).toHaveLength(1);
  });

  it.each([
    ["nothing", undefined],
    ["a text", "saml"],
    ["nothing that must be signed", { ...provider("https://idp.test"), signatures: "none" }],
    ["more than there is", { ...provider("https://idp.test"), state: "active" }],
  ])("that is given %s stays good, and sets nothing up", async (_name, input) => {
    const token = await link();
    const told = await setUp(token, input);
    expect(told).toMatchObject({ ok: false, problem: { code: "unprocessable" } });
    expect(await openSetupLink(house, token)).not.toBeNull();
    expect(await connections()).toEqual([]);
  });

  it.each(["", "pcl_none", "../..", 7, null])("that is %s opens nothing", async (token) => {
    const told = await setUp(token as string, provider("https://idp.test"));
    expect(told).toMatchObject({ ok: false, problem: { code: "not_found" } });
  });
});

describe("the form that finds an organisation", () => {
  /** Where it leads, or what it says is wrong. */
  const find = (organisation: unknown) => {
    const form = new FormData();
    if (typeof organisation === "string") form.set("organisation", organisation);
    return goToOrganisation(null, organisation === undefined ? {} : form).then(
      ({ fault }) => fault,
      (error: Error) => error.message,
    );
  };
  async function domain(name: string, state: string, connectionId: string | null = null) {
    await house.database.admin(
      `insert into portcullis.domains (tenant_id, id, name, state, challenge, connection_id, created_by)
       values ($1, gen_random_uuid(), $2, $3, 'a challenge of a test', $4, 'system:test')`,
      [tenant.tenantId, name, state, connectionId],
    );
  }
  const own = () => `${tenant.slug}.test`;
  const NOT_FOUND = /^No organisation is found by this mail address/;

  it("leads by its short name, whether or not there is one, and remembers it", async () => {
    expect(await find(tenant.slug)).toBe(`to /t/${tenant.slug}`);
    expect([...next.cookies.values()]).toEqual([tenant.slug]);
    expect(await find("nobody-has-this")).toBe("to /t/nobody-has-this");
  });

  it("leads by a work address to the sign-in of the domain's organisation", async () => {
    await addConnection(house.database, tenant.tenantId);
    await domain(own(), "verified");
    expect(await find(`whoever@${own()}`)).toBe(`to /t/${tenant.slug}/sign-in`);
    expect(await find(` Whoever@${own().toUpperCase()} `)).toBe(`to /t/${tenant.slug}/sign-in`);
  });

  it("leads through the connection that the domain is bound to", async () => {
    const id = await addConnection(house.database, tenant.tenantId);
    await domain(own(), "verified", id);
    expect(await find(`ada@${own()}`)).toBe(`to /t/${tenant.slug}/sign-in?connection=${id}`);
  });

  it("says the same of a domain that is not verified, of one without a way in, and of none", async () => {
    await addConnection(house.database, tenant.tenantId);
    await domain(own(), "pending");
    expect(await find(`ada@${own()}`)).toMatch(NOT_FOUND);
    expect(await find(`ada@below.${own()}`)).toMatch(NOT_FOUND);
    expect(await find("ada@nobody.test")).toMatch(NOT_FOUND);
    await house.database.admin(
      "update portcullis.domains set state = 'verified' where tenant_id = $1",
      [tenant.tenantId],
    );
    await house.database.admin(
      "update portcullis.connections set state = 'off' where tenant_id = $1",
      [tenant.tenantId],
    );
    expect(await find(`ada@${own()}`)).toMatch(NOT_FOUND);
    expect(next.cookies.size).toBe(0);
  });

  it("takes nothing else for an address", async () => {
    for (const given of [undefined, "", " ", "//evil.example", "a/b", "ada@", "@", "a@b@c"]) {
      expect(await find(given)).not.toMatch(/^to /);
    }
    expect(next.cookies.size).toBe(0);
  });
});
