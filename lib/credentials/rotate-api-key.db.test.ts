import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Caller, Role } from "@/lib/access";
import { actingInSession } from "@/lib/access/testing/acting";
import { type Database, withTenant } from "@/lib/db";
import {
  makeSession,
  makeTenant,
  type TestDatabase,
  type TestTenant,
  testDatabase,
} from "@/lib/db/testing";
import { newId, Problem } from "@/lib/kernel";
import { createApiKey } from "./create-api-key";
import { apiKeyHistory, getApiKey } from "./get-api-key";
import { resolveApiKeyCaller } from "./resolve-api-key-caller";
import { revokeApiKey } from "./revoke-api-key";
import { rotateApiKey } from "./rotate-api-key";

const DAY = 86_400;
let database: TestDatabase;
let db: Database;
let tenant: TestTenant;
let admin: Caller;
let owner: Caller;

beforeAll(async () => {
  database = await testDatabase();
  db = database.open();
  tenant = await makeTenant(database);
  await makeSession(database, tenant);
  admin = member("admin");
  owner = member("owner");
});
afterAll(() => database.drop());

function member(role: Role, of: TestTenant = tenant): Caller {
  return actingInSession(of, role);
}

const create = (capabilities = ["servers:read"], expiresAt?: string, by = admin) =>
  createApiKey({ db }, by, { name: "CI", capabilities, expiresAt });
const resolve = (token: { reveal(): string }) =>
  resolveApiKeyCaller({ db }, token.reveal(), { requestId: "test-request" });
async function itself(token: { reveal(): string }): Promise<Caller> {
  const caller = await resolve(token);
  if (caller === null) throw new Error("the key does not work");
  return caller;
}
async function problemOf(work: Promise<unknown>): Promise<Partial<Problem>> {
  const thrown: unknown = await work.then(
    () => null,
    (error: unknown) => error,
  );
  if (!(thrown instanceof Problem)) throw new Error("nothing was refused");
  return { code: thrown.code, extensions: thrown.extensions };
}
const inDays = (days: number) => new Date(Date.now() + days * DAY * 1000).toISOString();

describe("a rotated key", () => {
  it("has a successor of the same name, capabilities and end, and both work in the overlap", async () => {
    const end = inDays(30);
    const old = await create(["servers:read", "grants:write"], end);
    const next = await rotateApiKey({ db }, admin, old.id, { overlapSeconds: 3600 });
    expect(next).toMatchObject({ name: "CI", capabilities: old.capabilities, expiresAt: end });
    expect((await itself(next.token)).permissions).toEqual((await itself(old.token)).permissions);
    const before = await getApiKey({ db }, admin, old.id);
    expect(before).toMatchObject({ state: "rotating", rotatedTo: next.id });
    const after = await getApiKey({ db }, admin, next.id);
    expect(after).toMatchObject({
      state: "active",
      rotatedFrom: old.id,
      overlap: { id: old.id, endsAt: next.rotatedFrom.endsAt },
    });
  });

  it("ends exactly when the overlap does", async () => {
    const old = await create();
    const { rotatedFrom } = await rotateApiKey({ db }, admin, old.id, { overlapSeconds: 3600 });
    const [row] = await database.admin<{ seconds: string; expires_at: Date }>(
      "select extract(epoch from expires_at - rotated_at) as seconds, expires_at from portcullis.api_keys where id = $1",
      [old.id],
    );
    expect(Number(row?.seconds)).toBe(3600);
    expect(row?.expires_at.toISOString()).toBe(rotatedFrom.endsAt);
    await database.admin("update portcullis.api_keys set expires_at = now() where id = $1", [
      old.id,
    ]);
    expect(await resolve(old.token)).toBeNull();
    expect(await getApiKey({ db }, admin, old.id)).toMatchObject({ state: "rotated" });
  });

  it("is refused on the next request if there is no overlap", async () => {
    const old = await create();
    const next = await rotateApiKey({ db }, admin, old.id, { overlapSeconds: 0 });
    expect(await resolve(old.token)).toBeNull();
    expect(await resolve(next.token)).not.toBeNull();
  });

  it("does not live longer for the overlap than it would have", async () => {
    const end = new Date(Date.now() + 60_000).toISOString();
    const old = await create(["servers:read"], end);
    const next = await rotateApiKey({ db }, admin, old.id, { overlapSeconds: 3600 });
    expect(next.rotatedFrom.endsAt).toBe(end);
  });

  it("is not rotated again, and the refusal names its successor, whose turn it is", async () => {
    const old = await create();
    const next = await rotateApiKey({ db }, admin, old.id, { overlapSeconds: 3600 });
    expect(
      await problemOf(rotateApiKey({ db }, admin, old.id, { overlapSeconds: 3600 })),
    ).toMatchObject({ code: "already_rotated", extensions: { id: next.id } });
    const third = await rotateApiKey({ db }, admin, next.id, { overlapSeconds: 0 });
    expect(await resolve(third.token)).not.toBeNull();
  });

  it("has one successor, however many rotate it at once", async () => {
    const old = await create();
    const tries = await Promise.allSettled(
      Array.from({ length: 5 }, () => rotateApiKey({ db }, admin, old.id, { overlapSeconds: 60 })),
    );
    expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const rows = await database.admin("select from portcullis.api_keys where rotated_from = $1", [
      old.id,
    ]);
    expect(rows).toHaveLength(1);
  });

  it.each(["revoked", "expired"])("is refused once it was %s", async (how) => {
    const old = await create();
    if (how === "revoked") await revokeApiKey({ db }, admin, old.id);
    else
      await database.admin("update portcullis.api_keys set expires_at = now() where id = $1", [
        old.id,
      ]);
    const refused = rotateApiKey({ db }, admin, old.id, { overlapSeconds: 60 });
    expect(await problemOf(refused)).toMatchObject({ code: "key_ended" });
  });

  it("of another tenant answers as none does", async () => {
    const old = await create();
    const foreign = member("owner", await makeTenant(database));
    for (const id of [old.id, newId(), "x"]) {
      const refused = rotateApiKey({ db }, foreign, id, { overlapSeconds: 60 });
      expect(await problemOf(refused)).toMatchObject({ code: "not_found", extensions: {} });
    }
  });

  it("can be revoked in its overlap without its successor, and the other way round", async () => {
    const old = await create();
    const next = await rotateApiKey({ db }, admin, old.id, { overlapSeconds: 3600 });
    await revokeApiKey({ db }, admin, old.id);
    expect([await resolve(old.token), (await resolve(next.token)) !== null]).toEqual([null, true]);
  });

  it("has one history in the ledger with those before and after it", async () => {
    const old = await create();
    const next = await rotateApiKey({ db }, admin, old.id, { overlapSeconds: 60 });
    await revokeApiKey({ db }, admin, next.id);
    for (const id of [old.id, next.id]) {
      const history = await apiKeyHistory({ db }, admin, id);
      expect(history?.map(({ type, target }) => [type, target])).toEqual([
        ["api-key.revoked", `api-key:${next.id}`],
        ["api-key.rotated", `api-key:${old.id}`],
        ["api-key.created", `api-key:${old.id}`],
      ]);
    }
  });
});

describe("a key whose line is revoked", () => {
  /** Until so many wait for a lock. */
  const waiting = (count: number) =>
    vi.waitFor(async () => {
      const rows = await database.admin(
        "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
      );
      expect(rows).toHaveLength(count);
    }, 5_000);

  it("leaves no successor behind that one of them made while a third revoked that one alone", async () => {
    const old = await create();
    const middle = await rotateApiKey({ db }, admin, old.id, { overlapSeconds: 3600 });
    const renewing: Caller = {
      ...{
        ...admin,
        kind: "api-key",
        actor: `api-key:${middle.id}`,
        subject: `api-key:${middle.id}`,
      },
      ...{ role: null, permissions: new Set(["servers:read"] as const), session: undefined },
    };
    let release = () => {};
    const until = new Promise<void>((resolve) => {
      release = resolve;
    });
    let taken = () => {};
    const isTaken = new Promise<void>((resolve) => {
      taken = resolve;
    });
    const held = withTenant(db, admin, async (tx) => {
      await tx.$queryRaw`select id from portcullis.api_keys where id = ${middle.id}::uuid for update`;
      taken();
      await until;
    });
    await isTaken;
    // One after the other they wait for the key in the middle, and get it in this order.
    const renewed = rotateApiKey({ db }, renewing, middle.id, { overlapSeconds: 60 });
    await waiting(1);
    const alone = revokeApiKey({ db }, owner, middle.id);
    await waiting(2);
    const line = revokeApiKey({ db }, admin, old.id, { successors: "revoke" });
    await waiting(3);
    release();
    const [last, ...revoked] = await Promise.all([renewed, alone, line, held]);
    expect(revoked.slice(0, 2)).toMatchObject([{ keysRevoked: 1 }, { keysRevoked: 2 }]);
    for (const { token } of [old, middle, last]) expect(await resolve(token)).toBeNull();
  });
});

describe("a key that rotates itself", () => {
  it("needs no permission, and keeps its name, capabilities, end and maker", async () => {
    const end = inDays(3);
    const old = await create(["servers:read"], end);
    const next = await rotateApiKey({ db }, await itself(old.token), old.id, {
      overlapSeconds: 600,
    });
    expect(next).toMatchObject({ name: "CI", capabilities: ["servers:read"], expiresAt: end });
    expect(await getApiKey({ db }, admin, next.id)).toMatchObject({ createdBy: admin.actor });
    expect((await apiKeyHistory({ db }, admin, next.id))?.[0]).toMatchObject({
      type: "api-key.rotated",
      actor: `api-key:${old.id}`,
      action: "api-key.rotate-itself",
      reason: "overlap:600",
    });
  });

  it("cannot rotate another key", async () => {
    const [one, two] = [await create(), await create()];
    const refused = rotateApiKey({ db }, await itself(one.token), two.id, { overlapSeconds: 0 });
    expect(await problemOf(refused)).toMatchObject({ code: "forbidden" });
  });

  it.each([null, "later"])("cannot lengthen its own life: %s", async (wanted) => {
    const old = await create(["servers:read", "api-keys:write"], inDays(3));
    const expiresAt = wanted === null ? null : inDays(4);
    const refused = rotateApiKey({ db }, await itself(old.token), old.id, {
      overlapSeconds: 0,
      expiresAt,
    });
    expect(await problemOf(refused)).toMatchObject({
      code: "unprocessable",
      extensions: { fields: [{ path: "/expiresAt" }] },
    });
    expect(await resolve(old.token)).not.toBeNull();
  });
});

describe("a key cannot widen itself", () => {
  it("by creating one: it gives no capability it does not hold, and none that outlives it", async () => {
    const maker = await itself((await create(["api-keys:write"], inDays(1))).token);
    const wider = createApiKey({ db }, maker, {
      name: "wider",
      capabilities: ["servers:read"],
      expiresAt: inDays(0.5),
    });
    expect(await problemOf(wider)).toMatchObject({ code: "unprocessable" });
    for (const expiresAt of [undefined, inDays(2)]) {
      const longer = createApiKey({ db }, maker, {
        name: "longer",
        capabilities: ["api-keys:write"],
        expiresAt,
      });
      expect(await problemOf(longer)).toMatchObject({
        extensions: { fields: [{ path: "/expiresAt" }] },
      });
    }
  });

  it("by rotating one that holds more: nor may a person", async () => {
    const strong = await create(["admin:all"], undefined, owner);
    const weak = await itself((await create(["api-keys:write"])).token);
    for (const caller of [weak, admin]) {
      const refused = rotateApiKey({ db }, caller, strong.id, { overlapSeconds: 0 });
      expect(await problemOf(refused)).toMatchObject({ code: "forbidden" });
    }
    expect(await resolve(strong.token)).not.toBeNull();
  });

  it("in the database either: its capabilities, name and maker cannot be written", async () => {
    for (const column of ["capabilities", "name", "created_by", "token_hash", "lineage"]) {
      const [row] = await database.admin<{ may: boolean }>(
        "select has_column_privilege('portcullis_web', 'portcullis.api_keys', $1, 'update') as may",
        [column],
      );
      expect([column, row?.may]).toEqual([column, false]);
    }
  });
});
