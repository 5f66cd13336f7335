import { afterAll, beforeAll, expect, it } from "vitest";
import { actingInSession } from "@/lib/access/testing/acting";
import { makeSession, makeTenant, type TestTenant } from "@/lib/db/testing";
import {
  connectByLink,
  createConnection,
  createSetupLink,
  oidcConnection,
  renewConnection,
  samlConnections,
} from "@/lib/identity";
import type { NewConnectionInput } from "@/lib/identity/connections/connection.schema";
import { samlConnection } from "@/lib/identity/saml/saml-connection";
import { type KeyPair, keyPair } from "@/lib/identity/saml/testing/key-pair";
import { codeOf } from "@/lib/kernel/testing/code-of";
import { house as rooms } from "./rooms";
import { TestBrowser } from "./testing/browser";
import { startOf, type TestSignIn, testSignIn } from "./testing/sign-in";

let house: TestSignIn;
let pairs: readonly [KeyPair, KeyPair];
beforeAll(async () => {
  house = await testSignIn();
  pairs = [await keyPair("the provider"), await keyPair("somebody else")];
});
afterAll(() => house.close());

const adminOf = (tenant: TestTenant) => actingInSession(tenant, "admin");
async function newTenant() {
  const tenant = await makeTenant(house.database);
  await makeSession(house.database, tenant);
  return tenant;
}
async function linkOf(tenant: TestTenant): Promise<string> {
  const given = { note: "Team", days: 3 };
  const { url } = await createSetupLink(await rooms(), adminOf(tenant), given);
  return url.reveal().split("/").at(-1) ?? "";
}
const oidc = (clientId: string): NewConnectionInput => ({
  ...{ kind: "oidc", vendor: "other", name: "One", clientId, clientSecret: "another" },
  discoveryUrl: house.provider.issuer,
});
const saml = (entityId: string, { certificate }: KeyPair = pairs[1]): NewConnectionInput => ({
  ...{ kind: "saml", vendor: "other", name: "One", signatures: "both" },
  metadata: { entityId, ssoUrl: "https://idp.test/sso", certificates: [certificate] },
});
const byLink = async (token: string, input: NewConnectionInput) =>
  codeOf(connectByLink(await rooms(), token, input, "test-request"));
const rowsOf = ({ tenantId }: TestTenant) =>
  house.database.admin<{ broker_id: string; kind: string }>(
    "select broker_id, kind from portcullis.connections where tenant_id = $1",
    [tenantId],
  );

it("no SAML provider takes the place of a client that is called as it is", async () => {
  const tenant = await newTenant();
  await createConnection(await rooms(), adminOf(tenant), oidc("the-client"));
  const [row] = await rowsOf(tenant);
  expect(await byLink(await linkOf(tenant), saml("the-client"))).toBe("conflict");
  expect(await samlConnections(house.jackson, tenant.tenantId)).toEqual([]);
  expect(await oidcConnection(house.jackson, tenant.tenantId, row?.broker_id ?? "")).toMatchObject({
    clientId: "the-client",
  });
});

it("no client takes the place of a SAML provider that is called as it is", async () => {
  const tenant = await newTenant();
  const entityId = "https://idp.test/saml";
  await createConnection(await rooms(), adminOf(tenant), saml(entityId, pairs[0]));
  expect(await byLink(await linkOf(tenant), oidc(entityId))).toBe("conflict");
  expect(await samlConnections(house.jackson, tenant.tenantId)).toMatchObject([{ entityId }]);
});

it("nothing takes the place of what was connected before there were records", async () => {
  const { acme } = house;
  await makeSession(house.database, acme);
  const token = await linkOf(acme);
  for (const one of [oidc, saml])
    expect(await byLink(token, one(`client-${acme.slug}`))).toBe("conflict");
  house.provider.next = { subject: "acme-1" };
  expect(await new TestBrowser().follow(startOf(acme))).toBe(`/t/${acme.slug}`);
});

it("of two at once by one link, what the second said is nowhere", async () => {
  for (let round = 0; round < 3; round++) {
    const tenant = await newTenant();
    const token = await linkOf(tenant);
    const entityId = `https://idp.test/${round}`;
    const told = await Promise.all(pairs.map((pair) => byLink(token, saml(entityId, pair))));
    expect(told.filter((one) => one === "done")).toHaveLength(1);
    expect(await rowsOf(tenant)).toHaveLength(1);
    const winner = pairs[told.indexOf("done")];
    const [held] = await samlConnections(house.jackson, tenant.tenantId);
    expect(held?.certificates.join().replace(/\s/g, "")).toBe(
      winner?.certificate.replace(/\s/g, ""),
    );
  }
});

it("of two providers at once by one link, the broker is told of one", async () => {
  const tenant = await newTenant();
  const token = await linkOf(tenant);
  const told = await Promise.all(
    pairs.map((pair, n) => byLink(token, saml(`https://idp.test/${n}`, pair))),
  );
  expect([...told].sort()).toEqual(["done", "not_found"]);
  expect(await samlConnections(house.jackson, tenant.tenantId)).toHaveLength(1);
});

it("a provider that takes signed requests only keeps to that until its values say otherwise", async () => {
  const tenant = await newTenant();
  const metadata = {
    ...{ entityId: "https://strict.test", ssoUrl: "https://strict.test/sso" },
    certificates: [pairs[0].certificate],
  };
  const input = saml(metadata.entityId);
  const strict = { ...input, metadata: { ...metadata, signedRequests: true } };
  const { id } = await createConnection(await rooms(), adminOf(tenant), strict as typeof input);
  const renewed = async (version: number, signedRequests?: boolean) => {
    const given = {
      version,
      metadata: { ...metadata, ...(signedRequests === undefined ? {} : { signedRequests }) },
    };
    await renewConnection(await rooms(), adminOf(tenant), id, given);
    const all = await samlConnections(house.jackson, tenant.tenantId);
    return all.find((one) => one.entityId === metadata.entityId)?.wantsSignedRequests;
  };
  expect(await renewed(1)).toBe(true);
  // Our metadata says it of every request, so it holds towards the organisation's other providers too.
  const other = saml("https://other-of-two.test");
  await createConnection(await rooms(), adminOf(tenant), other);
  const all = await samlConnections(house.jackson, tenant.tenantId);
  for (const { connection } of all) {
    const used = await samlConnection(house.jackson, tenant.tenantId, connection);
    expect(used).toMatchObject({ signed: true });
  }
  expect(all.map((one) => one.wantsSignedRequests).sort()).toEqual([false, true]);
  expect(await renewed(2, false)).toBe(false);
  expect(await renewed(3)).toBe(false);
  expect(await renewed(4, true)).toBe(true);
});
