import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Caller, Role } from "@/lib/access";
import { actingInSession } from "@/lib/access/testing/acting";
import { type Database, resolveDomain, withTenant } from "@/lib/db";
import {
  makeSession,
  makeTenant,
  type TestDatabase,
  type TestTenant,
  testDatabase,
} from "@/lib/db/testing";
import { newId } from "@/lib/kernel";
import { codeOf } from "@/lib/kernel/testing/code-of";
import { addDomain } from "./add-domain";
import { changeDomain, removeDomain } from "./change-domain";
import { listDomains } from "./list-domains";
import { mayVouchFor } from "./may-vouch-for";
import { verifyDomain } from "./verify-domain";

let database: TestDatabase;
let db: Database;
let tenant: TestTenant;
let other: TestTenant;
let admin: Caller;
/** What the name server says, by name. */
const zone = new Map<string, readonly string[]>();
let down = false;

beforeAll(async () => {
  database = await testDatabase();
  db = database.open();
  [tenant, other] = [await makeTenant(database), await makeTenant(database)];
  for (const one of [tenant, other]) await makeSession(database, one);
  admin = as("admin", tenant);
});
afterAll(() => database.drop());

const rooms = () => ({
  db,
  config: { dnsServers: [] },
  resolveTxt: async (name: string) => {
    if (down) throw new Error("no answer");
    return zone.get(name) ?? [];
  },
});

const as = (role: Role, of: TestTenant) => actingInSession(of, role);

async function connect(of: TestTenant, state = "active"): Promise<string> {
  const id = newId();
  await database.admin(
    `insert into portcullis.connections (tenant_id, id, broker_id, kind, vendor, name, state, created_by)
     values ($1, $2, $3, 'oidc', 'other', 'One', $4, 'system:test')`,
    [of.tenantId, id, id, state],
  );
  return id;
}

const vouches = (of: TestTenant, connection: string, address: string) =>
  withTenant(db, of.identity, (tx) =>
    mayVouchFor(tx, { tenantId: of.tenantId, id: connection }, address),
  );

describe("a domain", () => {
  it("is vouched for only once its record was found, and by its own organisation alone", async () => {
    const [own, foreign] = [await connect(tenant), await connect(other)];
    const { domain } = await addDomain({ db }, admin, { name: "Acme.Test" });
    expect(domain).toMatchObject({ name: "acme.test", state: "pending" });
    expect(await vouches(tenant, own, "ada@acme.test")).toBe(false);

    expect((await verifyDomain(rooms(), admin, domain.id)).domain.failure).toBe("no-record");
    zone.set(domain.record.name, ["v=spf1 -all", "portcullis-domain=somebody-elses"]);
    expect((await verifyDomain(rooms(), admin, domain.id)).domain.failure).toBe("other-record");
    expect(await vouches(tenant, own, "ada@acme.test")).toBe(false);

    zone.set(domain.record.name, ["v=spf1 -all", domain.record.value]);
    // How people sign in changes by it, so it asks for a fresh proof.
    await makeSession(database, tenant, 3600);
    expect(await codeOf(verifyDomain(rooms(), admin, domain.id))).toBe("step_up_required");
    expect(await vouches(tenant, own, "ada@acme.test")).toBe(false);
    await makeSession(database, tenant);
    const verified = await verifyDomain(rooms(), admin, domain.id);
    expect(verified.domain).toMatchObject({ state: "verified", failure: null });
    expect(verified.receipt?.seq).toBeGreaterThan(0);
    expect(await vouches(tenant, own, "Ada@ACME.test")).toBe(true);
    expect(await vouches(other, foreign, "ada@acme.test")).toBe(false);
    for (const address of ["ada@sub.acme.test", "ada@evil-acme.test", "ada@acme.test.evil.test"])
      expect(await vouches(tenant, own, address)).toBe(false);
  });

  it("bound to one connection is vouched for by no other", async () => {
    const [one, two] = [await connect(tenant), await connect(tenant)];
    const [domain] = (await listDomains({ db }, admin)).data;
    await changeDomain({ db }, admin, domain?.id ?? "", { connectionId: one });
    expect(await vouches(tenant, one, "ada@acme.test")).toBe(true);
    expect(await vouches(tenant, two, "ada@acme.test")).toBe(false);
    const foreign = await connect(other);
    for (const connectionId of [foreign, newId()]) {
      const bound = changeDomain({ db }, admin, domain?.id ?? "", { connectionId });
      expect(await codeOf(bound)).toBe("unprocessable");
    }
  });

  it("leads its people to its organisation, until a second one shows the same record", async () => {
    expect(await resolveDomain(db, "acme.test")).toMatchObject({ tenant_slug: tenant.slug });
    const { domain } = await addDomain({ db }, as("owner", other), { name: "acme.test" });
    expect(await resolveDomain(db, "acme.test")).toMatchObject({ tenant_slug: tenant.slug });
    zone.set(domain.record.name, [...(zone.get(domain.record.name) ?? []), domain.record.value]);
    await verifyDomain(rooms(), as("owner", other), domain.id);
    expect(await resolveDomain(db, "acme.test")).toBeNull();
  });

  it("stays verified while no name server answers, and says so", async () => {
    const [domain] = (await listDomains({ db }, admin)).data;
    down = true;
    const checked = await verifyDomain(rooms(), admin, domain?.id ?? "");
    down = false;
    expect(checked).toMatchObject({
      domain: { state: "verified", failure: "dns-failed" },
      receipt: null,
    });
  });

  it("is not another organisation's to see, check, bind or remove", async () => {
    const [domain] = (await listDomains({ db }, admin)).data;
    const them = as("owner", other);
    const id = domain?.id ?? "";
    for (const tried of [
      () => verifyDomain(rooms(), them, id),
      () => changeDomain({ db }, them, id, { connectionId: null }),
      () => removeDomain({ db }, them, id),
    ])
      expect(await codeOf(tried())).toBe("not_found");
  });

  it("is only for who may change the sign-in to touch", async () => {
    for (const role of ["viewer", "policy_manager", "auditor"] as const) {
      const caller = as(role, tenant);
      expect(await codeOf(addDomain({ db }, caller, { name: "b.test" }))).toBe("forbidden");
      expect(await codeOf(verifyDomain(rooms(), caller, newId()))).toBe("forbidden");
    }
    expect(await codeOf(addDomain({ db }, admin, { name: "acme.test" }))).toBe("conflict");
    expect(await codeOf(addDomain({ db }, admin, { name: "127.0.0.1" }))).toBe("unprocessable");
  });

  it("is vouched for by nobody once it is removed", async () => {
    const [domain] = (await listDomains({ db }, admin)).data;
    await removeDomain({ db }, admin, domain?.id ?? "");
    expect(await vouches(tenant, domain?.connectionId ?? newId(), "ada@acme.test")).toBe(false);
  });
});
