import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database, Identity } from "@/lib/db";
import { makeTenant, type TestDatabase, type TestTenant, testDatabase } from "@/lib/db/testing";
import { newId, Secret } from "@/lib/kernel";
import { localKms } from "./local-kms";
import { createVault, type Place, type Vault } from "./vault";

const root = randomBytes(32);
const SECRET = "upstream-credential-in-the-clear";
const UNAVAILABLE = { code: "unavailable" };

let database: TestDatabase;
let db: Database;
let acme: TestTenant;
let globex: TestTenant;
let secondWorkspace: string;
let place: Place;
let sealed: Buffer;
/** A process of its own: nothing is in its memory yet. */
const freshVault = (kms = localKms(root, 1)): Vault => createVault(db, kms);

beforeAll(async () => {
  database = await testDatabase();
  db = database.open();
  acme = await makeTenant(database);
  globex = await makeTenant(database);
  secondWorkspace = newId();
  await database.admin(
    "insert into portcullis.workspaces (tenant_id, id, slug, name, salt) values ($1, $2, 'second', 'Second', $3)",
    [acme.tenantId, secondWorkspace, randomBytes(32)],
  );
  place = {
    workspaceId: acme.workspaceId,
    purpose: "upstream",
    table: "server_credentials",
    record: newId(),
    field: "sealed",
  };
  sealed = await freshVault().seal(acme.identity, place, new Secret(SECRET));
});
afterAll(() => database.drop());

const openAt = async (
  at: Partial<Place>,
  identity: Identity = acme.identity,
  record: Uint8Array = sealed,
) => (await freshVault().open(identity, { ...place, ...at }, record)).reveal();

describe("a sealed value", () => {
  it("opens where it stands, in this process and in another", async () => {
    const vault = freshVault();
    const again = await vault.seal(acme.identity, place, new Secret(SECRET));
    expect((await vault.open(acme.identity, place, again)).reveal()).toBe(SECRET);
    expect(await openAt({})).toBe(SECRET);
    expect(again.equals(sealed)).toBe(false);
  });

  it("is version, key version, key id, nonce, ciphertext and tag, and nothing in the clear", async () => {
    expect(sealed.byteLength).toBe(1 + 1 + 16 + 12 + SECRET.length + 16);
    expect([sealed[0], sealed[1]]).toEqual([1, 1]);
    const [key] = await database.admin<{ id: string }>(
      "select id from portcullis.data_keys where tenant_id = $1",
      [acme.tenantId],
    );
    expect(sealed.toString("hex", 2, 18)).toBe(key?.id.replaceAll("-", ""));
    expect(sealed.includes(SECRET)).toBe(false);
  });

  it.each([
    ["table", () => ({ table: "tools" })],
    ["record", () => ({ record: newId() })],
    ["field", () => ({ field: "header" })],
    ["workspace", () => ({ workspaceId: secondWorkspace })],
  ] as const)("does not open moved to another %s", async (_, at) => {
    await expect(openAt(at())).rejects.toMatchObject(UNAVAILABLE);
  });

  it("does not open moved to another tenant, even together with its key", async () => {
    const at = { workspaceId: globex.workspaceId };
    await expect(openAt(at, globex.identity)).rejects.toMatchObject(UNAVAILABLE);
    await database.admin(
      "insert into portcullis.data_keys select $2, id, purpose, version, kek_version, wrapped, created_at, retired_at from portcullis.data_keys where tenant_id = $1",
      [acme.tenantId, globex.tenantId],
    );
    await expect(openAt(at, globex.identity)).rejects.toMatchObject(UNAVAILABLE);
  });

  it("of the organisation opens in none of its workspaces, nor a workspace's as the organisation's", async () => {
    const own = { ...place, workspaceId: null };
    const ofTenant = await freshVault().seal(acme.identity, own, new Secret(SECRET));
    expect(await openAt({ workspaceId: null }, acme.identity, ofTenant)).toBe(SECRET);
    await expect(openAt({}, acme.identity, ofTenant)).rejects.toMatchObject(UNAVAILABLE);
    await expect(openAt({ workspaceId: null })).rejects.toMatchObject(UNAVAILABLE);
    await expect(openAt({ workspaceId: null }, globex.identity, ofTenant)).rejects.toMatchObject(
      UNAVAILABLE,
    );
  });

  it("is not found in a workspace that is not the tenant's", async () => {
    await expect(openAt({ workspaceId: globex.workspaceId })).rejects.toMatchObject({
      code: "not_found",
    });
  });

  it("does not open after any one bit was changed, and says nothing of what it was", async () => {
    const vault = freshVault();
    for (let bit = 0; bit < sealed.byteLength * 8; bit++) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      const error = await vault
        .open(acme.identity, place, changed)
        .catch((thrown: unknown) => thrown);
      expect(error, `bit ${bit}`).toMatchObject(UNAVAILABLE);
      expect(JSON.stringify(error)).not.toContain(SECRET);
    }
  });

  it("does not open cut short", async () => {
    const vault = freshVault();
    for (const length of [0, 1, 2, 17, 18, 30, 45, sealed.byteLength - 1]) {
      await expect(
        vault.open(acme.identity, place, sealed.subarray(0, length)),
      ).rejects.toMatchObject(UNAVAILABLE);
    }
  });
});

describe("the keys of the vault", () => {
  it("are unavailable under another root or another version of it: nothing opens and nothing is sealed", async () => {
    for (const kms of [localKms(randomBytes(32), 1), localKms(root, 2)]) {
      await expect(freshVault(kms).open(acme.identity, place, sealed)).rejects.toMatchObject(
        UNAVAILABLE,
      );
      await expect(
        freshVault(kms).seal(acme.identity, place, new Secret("x")),
      ).rejects.toMatchObject(UNAVAILABLE);
    }
  });

  it("of a moved row do not open: the key's id, purpose and version are bound to it", async () => {
    const other = await testDatabase();
    try {
      const tenant = await makeTenant(other);
      const vault = createVault(other.open(), localKms(root, 1));
      const at = { ...place, workspaceId: tenant.workspaceId };
      const record = await vault.seal(tenant.identity, at, new Secret(SECRET));
      await other.admin("update portcullis.data_keys set purpose = 'another'");
      const fresh = createVault(other.open(), localKms(root, 1));
      await expect(fresh.open(tenant.identity, at, record)).rejects.toMatchObject(UNAVAILABLE);
    } finally {
      await other.drop();
    }
  });

  it("are one a tenant and purpose, also when many processes need the first at once", async () => {
    const tenant = await makeTenant(database);
    const at = { ...place, workspaceId: tenant.workspaceId, purpose: "at-once" };
    const records = await Promise.all(
      Array.from({ length: 6 }, () => freshVault().seal(tenant.identity, at, new Secret(SECRET))),
    );
    for (const record of records) {
      expect((await freshVault().open(tenant.identity, at, record)).reveal()).toBe(SECRET);
    }
    const [count] = await database.admin(
      "select count(*)::int as n from portcullis.data_keys where tenant_id = $1",
      [tenant.tenantId],
    );
    expect(count).toEqual({ n: 1 });
  });

  it("come back by themselves after they could not be had", async () => {
    const real = localKms(root, 1);
    let down = true;
    const vault = freshVault({
      ...real,
      unwrap: (...given) => {
        if (down) throw new Error("the KMS is down");
        return real.unwrap(...given);
      },
    });
    await expect(vault.open(acme.identity, place, sealed)).rejects.toMatchObject(UNAVAILABLE);
    down = false;
    expect((await vault.open(acme.identity, place, sealed)).reveal()).toBe(SECRET);
  });
});
