import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readSigningKeys, takeInSigningKey } from "@/lib/db";
import { type TestDatabase, testDatabase } from "@/lib/db/testing";
import { newId } from "@/lib/kernel";
import { localKms } from "@/lib/vault";
import { fillSigningKeys, rotateIfDue, rotateSigningKeys } from "./rotate-signing-keys";
import { createSigningKeys, type NewClaims } from "./signing-keys";

const sealer = localKms(Buffer.alloc(32, 7), 1);
const issuer = "http://localhost:3000";
const id = newId();
const claims: NewClaims = {
  ...{ sub: `member:${id}`, client_id: "portcullis-cli", tenant_id: id, workspace_ids: [] },
  ...{ roles: [], caps: [], amr: [], sid: id },
};
let database: TestDatabase;
let worker: { db: ReturnType<TestDatabase["open"]>; sealer: typeof sealer };
/** A process of its own: it has read no key yet. */
const fresh = (kms = sealer) => createSigningKeys({ db: database.open(), sealer: kms, issuer });

beforeAll(async () => {
  database = await testDatabase();
  worker = { db: database.open("portcullis_worker"), sealer };
});
afterAll(() => database.drop());

const states = async () =>
  Object.fromEntries((await readSigningKeys(worker.db)).map(({ state, kid }) => [state, kid]));

describe("the signing keys", () => {
  it("are missing on a new installation: nothing is signed, and nothing verifies", async () => {
    await expect(fresh().mint(claims)).rejects.toMatchObject({ code: "unavailable" });
    expect(await fresh().publish()).toEqual([]);
    expect(await fresh().verify("a.b.c")).toBeNull();
  });

  it("are made once, however many processes make them at once", async () => {
    await Promise.all(Array.from({ length: 5 }, () => fillSigningKeys(worker)));
    await fillSigningKeys(worker);
    expect(Object.keys(await states()).sort()).toEqual(["current", "next"]);
  });

  it("move on one place at a time: what is known beforehand signs next, and the one before verifies", async () => {
    const before = await states();
    const signing = fresh();
    const { token } = await signing.mint(claims);
    expect(await rotateSigningKeys(worker)).toMatchObject({ signs: before.next });
    const after = await states();
    expect(after).toMatchObject({ current: before.next, previous: before.current });
    for (const process of [signing, fresh()]) {
      expect((await process.verify(token))?.sid).toBe(id);
      expect((await process.verify((await process.mint(claims)).token))?.sid).toBe(id);
    }
    const published = (await fresh().publish()).map(({ kid }) => kid);
    expect(published).toEqual([after.current, after.next, after.previous]);
    await rotateSigningKeys(worker);
    expect(await fresh().verify(token)).toBeNull();
  });

  it("are moved on by one of two who do it at the same time", async () => {
    const { current = null, next = null } = await states();
    const key = (kid: string) => ({
      ...{ kid: kid.repeat(43), sealed: Buffer.alloc(60) },
      public_key: { kty: "OKP", crv: "Ed25519", x: "A".repeat(43) },
    });
    const taken = await Promise.all([
      takeInSigningKey(worker.db, { current, next }, key("a")),
      takeInSigningKey(worker.db, { current, next }, key("b")),
    ]);
    expect(taken.sort()).toEqual([false, true]);
    expect((await states()).current).toBe(next);
    await database.admin("delete from portcullis.signing_keys");
    await fillSigningKeys(worker);
  });

  it("move on by schedule when the one that signs is old, and not before", async () => {
    const { next } = await states();
    expect(await rotateIfDue(worker, 3600)).toBe(0);
    await database.admin(
      "update portcullis.signing_keys set since = now() - interval '3601 s' where state = 'current'",
    );
    expect(await rotateIfDue(worker, 3600)).toBe(1);
    expect((await states()).current).toBe(next);
    expect(await rotateIfDue(worker, 3600)).toBe(0);
  });

  it("found by a process that has not heard of them yet", async () => {
    const late = fresh();
    await late.publish();
    await rotateSigningKeys(worker);
    await rotateSigningKeys(worker);
    const { token } = await fresh().mint(claims);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect((await late.verify(token))?.sid).toBe(id);
  });

  it("that have leaked open nothing a second after they were rotated away, in a process that knew them neither", async () => {
    const knows = fresh();
    const { token } = await fresh().mint(claims);
    expect((await knows.verify(token))?.sid).toBe(id);
    await rotateSigningKeys(worker);
    await rotateSigningKeys(worker);
    await new Promise((resolve) => setTimeout(resolve, 1_050));
    expect(await knows.verify(token)).toBeNull();
    expect((await knows.publish()).map(({ kid }) => kid)).not.toContain(
      JSON.parse(Buffer.from(token.split(".")[0] ?? "", "base64url").toString()).kid,
    );
  });

  it("do not open under another root, nor moved to another id, nor after one bit was changed", async () => {
    await expect(fresh(localKms(Buffer.alloc(32, 8), 1)).mint(claims)).rejects.toMatchObject({
      code: "unavailable",
    });
    const { current } = await states();
    await database.admin(
      "update portcullis.signing_keys set sealed = (select sealed from portcullis.signing_keys where state = 'next') where state = 'current'",
    );
    await expect(fresh().mint(claims)).rejects.toMatchObject({ code: "unavailable" });
    const text = JSON.stringify(await readSigningKeys(worker.db));
    expect(text).toContain(current);
  });

  it("are put in by nobody but the worker, and by it through the function alone", async () => {
    const insert = `insert into portcullis.signing_keys (kid, state, public_key, sealed) values (repeat('x', 43), 'previous', '{}', '')`;
    for (const role of ["portcullis_web", "portcullis_gate", "portcullis_worker"] as const)
      for (const sql of [insert, "update portcullis.signing_keys set public_key = '{}'"])
        await expect(database.open(role).pool.query(sql)).rejects.toMatchObject({ code: "42501" });
    await expect(
      database
        .open("portcullis_web")
        .pool.query("select portcullis.rotate_signing_keys(null, null, repeat('x', 43), '{}', '')"),
    ).rejects.toMatchObject({ code: "42501" });
  });
});
