import { createCipheriv, createHash, randomBytes, verify, X509Certificate } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { systemCaller } from "@/lib/access";
import { selfSigned } from "@/lib/crypto";
import { openJacksonStore, readSamlKeys } from "@/lib/db";
import {
  announceOwnKeys,
  beginOwnRotation,
  finishOwnRotation,
  listOwnKeys,
  moveOwnKeysOn,
  type OwnKeyRooms,
  SESSION_COOKIE,
} from "@/lib/identity";
import { createOwnKeys, keepOwnKey } from "@/lib/identity/own-keys";
import { type OtherProvider, otherProvider } from "@/lib/identity/saml/testing/other-provider";
import { samlProvider } from "@/lib/identity/saml/testing/provider";
import { Problem } from "@/lib/kernel";
import { localKms } from "@/lib/vault";
import { house as rooms } from "./rooms";
import { samlMetadata } from "./saml-flow";
import { ORIGIN, TestBrowser } from "./testing/browser";
import { acsOf, land, lastReason, samlTenant } from "./testing/saml";
import { startOf, type TestSignIn, testSignIn, upTo } from "./testing/sign-in";

let house: TestSignIn;
let worker: OwnKeyRooms & { readonly db: ReturnType<TestSignIn["database"]["open"]> };
let provider: OtherProvider;
let tenant: Awaited<ReturnType<typeof samlTenant>>;
beforeAll(async () => {
  house = await testSignIn();
  const sealer = localKms(Buffer.from(house.secrets.kms.rootKey, "base64url"), 1);
  worker = { db: house.database.open("portcullis_worker"), sealer };
  provider = await otherProvider();
  tenant = await samlTenant(house, provider, "ada");
});
afterAll(() => house.close());
beforeEach(async () => {
  await house.database.admin("update portcullis.connections set signatures = 'both'");
});

const begin = (overlapDays = 30, afterDays: number | null = null) =>
  beginOwnRotation(worker, "acme.test", { afterDays, overlapDays }, "operator:root");
const finish = (overlapDays: number | null = null) =>
  finishOwnRotation(worker, overlapDays, "operator:root");
const codeOf = (error: unknown) => (error instanceof Problem ? error.code : String(error));
/** The certificates by their state; of those before, the newest. */
async function known(): Promise<Record<string, string>> {
  const rows = [...(await readSamlKeys(worker.db))].reverse();
  return Object.fromEntries(rows.map(({ state, certificate }) => [state, certificate]));
}
const bare = (certificate: string | undefined) =>
  new X509Certificate(certificate ?? "").raw.toString("base64");

/** Signs somebody in by an answer that is encrypted to this certificate; gives why that was refused. */
async function comesWith(encryptionCert: string | undefined, signatures = "both") {
  await house.database.admin("update portcullis.connections set signatures = $1", [signatures]);
  const signs = {
    both: { signResponse: true },
    assertion: {},
    response: { signResponse: true, signAssertion: false },
  }[signatures];
  const browser = new TestBrowser();
  const address = await upTo(browser, startOf(tenant), "/sso");
  const posted = await provider.answer(address, `${ORIGIN}${acsOf(tenant)}`, "ada", {
    ...signs,
    ...(encryptionCert === undefined ? {} : { encryptionCert }),
    encryptionAlgorithm: "http://www.w3.org/2009/xmlenc11#aes256-gcm",
  });
  await land(browser, tenant, posted);
  return browser.cookies.has(SESSION_COOKIE) ? "signed in" : await lastReason(house, tenant);
}

/** The certificates in the metadata of the tenant, by their use and in their order. */
async function inMetadata() {
  const text = await samlMetadata(await rooms(), tenant.slug);
  const of = (use: string) =>
    [...text.matchAll(new RegExp(`use="${use}".*?<ds:X509Certificate>([^<]+)<`, "g"))].map(
      ([, one]) => one,
    );
  return { signing: of("signing"), encryption: of("encryption") };
}

/** Whether a new request is signed by the key of this certificate. */
async function signsNow(certificate: string | undefined): Promise<boolean> {
  const strict = await samlProvider({ entityId: "https://strict.test", wantsSignedRequests: true });
  const at = await samlTenant(house, strict, "ada");
  const { search } = new URL(await upTo(new TestBrowser(), startOf(at), "/sso"));
  const [, signed = "", signature = ""] = /^\?(.*)&Signature=([^&]+)$/.exec(search) ?? [];
  const key = new X509Certificate(certificate ?? "").publicKey;
  const bytes = Buffer.from(decodeURIComponent(signature), "base64");
  return verify("sha256", Buffer.from(signed), key, bytes);
}

async function told(kind: string): Promise<number> {
  const caller = systemCaller("worker", { tenantId: tenant.tenantId, workspaceIds: [] }, "worker");
  await Promise.all([announceOwnKeys(worker, caller), announceOwnKeys(worker, caller)]);
  const rows = await house.database.admin(
    "select from portcullis.notices where tenant_id = $1 and kind = $2",
    [tenant.tenantId, kind],
  );
  return rows.length;
}
const ledger = () =>
  house.database.admin<{ actor: string; action: string }>(
    `select convert_from(bytes, 'utf8')::jsonb -> 'body' ->> 'actor' as actor,
       convert_from(bytes, 'utf8')::jsonb -> 'body' ->> 'action' as action
     from portcullis.ledger_entries where tenant_id = $1 and type = 'saml-key.rotated' order by seq`,
    [tenant.tenantId],
  );

it("the first key bears a name of our own, is sealed, and is the same from every process", async () => {
  const { certificate, privateKey } = await house.jackson.ownKeys.signing();
  expect(new X509Certificate(certificate).subject).toBe("CN=Portcullis portcullis.local");
  expect(await inMetadata()).toEqual({
    signing: [bare(certificate)],
    encryption: [bare(certificate)],
  });
  const again = createOwnKeys({ ...worker, db: house.database.open() });
  expect(await again.signing()).toEqual({ certificate, privateKey });
  const [row, ...more] = await readSamlKeys(worker.db);
  expect([more, row?.sealed.includes("PRIVATE")]).toEqual([[], false]);
  expect(await told("own-certificate.changed")).toBe(0);
});

it("a rotation is begun once, however many begin it; the key before signs on, and all are opened", async () => {
  const before = await known();
  const tries = await Promise.allSettled([begin(), begin(), begin()]);
  const refused = tries.flatMap((one) => (one.status === "rejected" ? codeOf(one.reason) : []));
  expect(refused).toEqual(["conflict", "conflict"]);
  const { current, next, ...others } = await known();
  expect([current, others]).toEqual([before.current, {}]);
  expect(await inMetadata()).toEqual({
    signing: [bare(current), bare(next)],
    encryption: [bare(next), bare(current)],
  });
  expect([await signsNow(current), await signsNow(next)]).toEqual([true, false]);
  for (const one of [current, next]) expect(await comesWith(one)).toBe("signed in");
  expect(await told("own-certificate.changing")).toBe(1);
  expect(await ledger()).toEqual([{ actor: "operator:root", action: "saml-key.begin" }]);
});

it("it is finished once: the next one signs, and answers to either are opened until the overlap is over", async () => {
  const { current: old, next } = await known();
  const tries = await Promise.allSettled([finish(), finish()]);
  const refused = tries.flatMap((one) => (one.status === "rejected" ? codeOf(one.reason) : []));
  expect(refused).toEqual(["conflict"]);
  expect(await known()).toEqual({ current: next, previous: old });
  expect(await inMetadata()).toEqual({ signing: [bare(next)], encryption: [bare(next)] });
  expect([await signsNow(old), await signsNow(next)]).toEqual([false, true]);
  for (const signatures of ["both", "assertion", "response"])
    for (const one of [old, next]) expect(await comesWith(one, signatures)).toBe("signed in");
  expect(await told("own-certificate.changed")).toBe(1);
  expect((await ledger()).map(({ action }) => action)).toEqual([
    "saml-key.begin",
    "saml-key.finish",
  ]);

  await begin();
  const { next: third } = await known();
  for (const one of [old, next, third]) expect(await comesWith(one)).toBe("signed in");
  await house.database.admin(
    "update portcullis.saml_keys set opens_until = now() where state = 'previous'",
  );
  expect(await comesWith(old)).toBe("saml-decryption");
  for (const one of [next, third]) expect(await comesWith(one)).toBe("signed in");
  expect(await moveOwnKeysOn(worker)).toBe(1);
  expect(
    await comesWith(
      (await selfSigned("another", new Date(), new Date(Date.now() + 1e9))).certificate,
    ),
  ).toBe("saml-decryption");
});

it("it is finished by the worker on the day that was said, and at once where there shall be no overlap", async () => {
  const { next: third } = await known();
  await finish(0);
  expect(await known()).toEqual({ current: third });
  await begin(7, 3);
  const { next: fourth } = await known();
  expect(await moveOwnKeysOn(worker)).toBe(1);
  expect((await known()).current).toBe(third);
  await house.database.admin("update portcullis.saml_keys set due_at = now() where state = 'next'");
  expect(await moveOwnKeysOn(worker)).toBe(1);
  const [current, previous] = await listOwnKeys(worker);
  expect((await known()).current).toBe(fourth);
  expect(current).toMatchObject({ state: "current", by: "system:worker" });
  const days = (Date.parse(previous?.opensUntil ?? "") - Date.now()) / 86_400_000;
  expect(Math.round(days)).toBe(7);
});

it("its end is announced 30, 7 and 1 days ahead, once each", async () => {
  const seen: number[] = [];
  for (const days of [31, 20, 20, 6, 0.5]) {
    await house.database.admin(
      "update portcullis.saml_keys set not_after = now() + make_interval(secs => $1) where state = 'current'",
      [days * 86_400],
    );
    seen.push(await told("own-certificate.ending"));
  }
  expect(seen).toEqual([0, 1, 1, 2, 3]);
});

it("nobody comes in where the keys cannot be opened, and no rotation is begun on them", async () => {
  const kept = await house.database.admin<{ kid: string; sealed: Buffer }>(
    "select kid, sealed from portcullis.saml_keys",
  );
  await house.database.admin("update portcullis.saml_keys set sealed = '\\x0102'");
  expect(codeOf(await house.jackson.ownKeys.opening().catch((error: unknown) => error))).toBe(
    "unavailable",
  );
  const browser = new TestBrowser();
  const address = await upTo(browser, startOf(tenant), "/sso");
  const posted = await provider.answer(address, `${ORIGIN}${acsOf(tenant)}`, "ada", {
    signResponse: true,
  });
  const { location } = await browser.postFromElsewhere(acsOf(tenant), posted);
  expect(location).toContain("notice=unavailable");
  expect(browser.cookies.has(SESSION_COOKIE)).toBe(false);
  expect(codeOf(await begin().catch((error: unknown) => error))).toBe("unavailable");
  for (const { kid, sealed } of kept)
    await house.database.admin("update portcullis.saml_keys set sealed = $2 where kid = $1", [
      ...[kid, sealed],
    ]);
  expect(await comesWith((await known()).current)).toBe("signed in");
});

it("the key that the broker kept before is taken over, and taken from there once it is none of ours", async () => {
  const key = createHash("ripemd160").update("default").digest("hex");
  const { certificate, privateKey } = await selfSigned(
    "from before",
    new Date(),
    new Date(Date.now() + 1e9),
  );
  const iv = randomBytes(12);
  const secret = Buffer.from(house.secrets.jacksonEncryptionKey, "latin1");
  const cipher = createCipheriv("aes-256-gcm", secret, iv);
  const text = JSON.stringify({ publicKey: certificate, privateKey });
  const value = Buffer.concat([cipher.update(text), cipher.final()]).toString("base64");
  const store = openJacksonStore(house.database.urls.jackson_svc);
  const held = { store, encryptionKey: house.secrets.jacksonEncryptionKey };
  /** As every console does at its start. */
  const open = () => keepOwnKey({ ...worker, db: house.db }, held, "elsewhere");
  try {
    await store.put("x509:certificates", key, {
      ...{ value, iv: iv.toString("base64"), tag: cipher.getAuthTag().toString("base64") },
    });
    await house.database.admin("delete from portcullis.saml_keys");
    await Promise.all([open(), open()]);
    expect(await house.jackson.ownKeys.signing()).toEqual({ certificate, privateKey });
    expect(await comesWith(certificate)).toBe("signed in");
    expect(await store.get("x509:certificates", key)).not.toBeNull();
    await begin();
    await finish(0);
    await open();
    expect(await store.get("x509:certificates", key)).toBeNull();
    expect(await comesWith(certificate)).toBe("saml-decryption");
  } finally {
    await store.close();
  }
});

it("only the worker moves them on, and nobody puts in a key by hand", async () => {
  const { db } = house;
  for (const sql of [
    "delete from portcullis.saml_keys",
    "update portcullis.saml_keys set state = 'previous'",
    "select portcullis.finish_saml_rotation(repeat('a', 64), null, 'x')",
    "select portcullis.forget_saml_keys()",
  ])
    await expect(db.pool.query(sql)).rejects.toMatchObject({ code: "42501" });
  await db.pool.query(
    "select portcullis.keep_saml_key(repeat('a', 64), 'x', '\\x01', now(), now(), 'x')",
  );
  expect(await listOwnKeys(worker)).toHaveLength(1);
});
