import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Caller, Role } from "@/lib/access";
import { actingInSession } from "@/lib/access/testing/acting";
import { makeToken } from "@/lib/crypto";
import type { Database } from "@/lib/db";
import {
  makeSession,
  makeTenant,
  type TestDatabase,
  type TestTenant,
  testDatabase,
} from "@/lib/db/testing";
import { Problem } from "@/lib/kernel";
import { createApiKey } from "./create-api-key";
import { listApiKeys } from "./list-api-keys";
import { resolveApiKeyCaller } from "./resolve-api-key-caller";
import { revokeApiKey } from "./revoke-api-key";

const request = { requestId: "test-request" };
let database: TestDatabase;
let db: Database;
let tenant: TestTenant;
let other: TestTenant;

beforeAll(async () => {
  database = await testDatabase();
  db = database.open();
  tenant = await makeTenant(database);
  other = await makeTenant(database);
  for (const one of [tenant, other]) await makeSession(database, one);
});
afterAll(() => database.drop());

function member(of: TestTenant, role: Role): Caller {
  return actingInSession(of, role);
}

const create = (of: TestTenant, capabilities: string[], expiresAt?: string) =>
  createApiKey({ db }, member(of, "admin"), { name: "CI", capabilities, expiresAt });

const code = (expected: string) => (error: unknown) =>
  error instanceof Problem && error.code === expected;

describe("an API key", () => {
  it("is shown once, stored as a hash, and gives exactly its capabilities", async () => {
    const created = await create(tenant, ["servers:read", "grants:write"]);
    const token = created.token.reveal();
    expect(JSON.stringify(created)).not.toContain(token);
    const caller = await resolveApiKeyCaller({ db }, token, request);
    expect(caller).toMatchObject({
      kind: "api-key",
      actor: `api-key:${created.id}`,
      tenantId: tenant.tenantId,
      workspaceIds: [tenant.workspaceId],
      role: null,
      source: "api",
    });
    expect([...(caller?.permissions ?? [])]).toEqual(["servers:read", "grants:write"]);
    const rows = await database.admin("select * from portcullis.api_keys where id = $1", [
      created.id,
    ]);
    expect(JSON.stringify(rows)).not.toContain(token);
  });

  it("is written to the ledger when it is made and when it is revoked", async () => {
    const { id, receipt } = await create(tenant, ["servers:read"]);
    const revoked = await revokeApiKey({ db }, member(tenant, "admin"), id);
    expect(revoked.receipt.seq).toBeGreaterThan(receipt.seq);
    const rows = await database.admin<{ type: string }>(
      "select type from portcullis.ledger_entries where tenant_id = $1 and seq = any ($2) order by seq",
      [tenant.tenantId, [receipt.seq, revoked.receipt.seq]],
    );
    expect(rows.map((row) => row.type)).toEqual(["api-key.created", "api-key.revoked"]);
  });

  it("is refused on the request after it was revoked", async () => {
    const { id, token } = await create(tenant, ["servers:read"]);
    await revokeApiKey({ db }, member(tenant, "admin"), id);
    expect(await resolveApiKeyCaller({ db }, token.reveal(), request)).toBeNull();
    await expect(revokeApiKey({ db }, member(tenant, "admin"), id)).rejects.toSatisfy(
      code("not_found"),
    );
  });

  it("is refused once it has expired", async () => {
    const soon = new Date(Date.now() + 60_000).toISOString();
    const { id, token } = await create(tenant, ["servers:read"], soon);
    expect(await resolveApiKeyCaller({ db }, token.reveal(), request)).not.toBeNull();
    await database.admin("update portcullis.api_keys set expires_at = now() where id = $1", [id]);
    expect(await resolveApiKeyCaller({ db }, token.reveal(), request)).toBeNull();
  });

  it("cannot be made to end in the past", async () => {
    await expect(create(tenant, ["servers:read"], "2020-01-01T00:00:00Z")).rejects.toSatisfy(
      code("unprocessable"),
    );
  });

  it("cannot hold what its creator does not", async () => {
    await expect(create(tenant, ["admin:all"])).rejects.toSatisfy(code("unprocessable"));
  });

  it.each(["viewer", "policy_manager", "auditor"] as const)(
    "cannot be made by a %s",
    async (role) => {
      await expect(
        createApiKey({ db }, member(tenant, role), { name: "x", capabilities: ["servers:read"] }),
      ).rejects.toSatisfy(code("forbidden"));
    },
  );

  it("cannot be revoked from another tenant, nor be seen there", async () => {
    const { id } = await create(tenant, ["servers:read"]);
    await expect(revokeApiKey({ db }, member(other, "owner"), id)).rejects.toSatisfy(
      code("not_found"),
    );
    expect((await listApiKeys({ db }, member(other, "owner"), { limit: 50 })).data).toEqual([]);
  });

  it.each(["", "x", "pck_x", `pck_${"0".repeat(43)}_${"0".repeat(6)}`, "pcg_x"])(
    "is not found under %j",
    async (token) => {
      expect(await resolveApiKeyCaller({ db }, token, request)).toBeNull();
    },
  );

  it("costs the same query where there is none, and none where the text is no token", async () => {
    const { token } = await create(tenant, ["servers:read"]);
    await resolveApiKeyCaller({ db }, token.reveal(), request);
    const asked: string[] = [];
    const watched = {
      ...db,
      pool: {
        query: (query: { name: string; text: string; values: unknown[] }) => {
          asked.push(`${query.name}: ${query.text} with ${query.values.length}`);
          return db.pool.query(query);
        },
        connect: () => Promise.reject(new Error("only the use is noted over a connection")),
      },
    } as unknown as Database;
    const askedFor = async (text: string) => {
      asked.length = 0;
      const caller = await resolveApiKeyCaller({ db: watched }, text, request);
      return { found: caller !== null, asked: [...asked] };
    };
    const hit = await askedFor(token.reveal());
    const miss = await askedFor(makeToken("pck").token.reveal());
    expect([hit.found, miss.found]).toEqual([true, false]);
    expect(hit.asked).toHaveLength(1);
    expect(miss.asked).toEqual(hit.asked);
    const mistyped = `${token.reveal().slice(0, -1)}${token.reveal().endsWith("0") ? "1" : "0"}`;
    expect(await askedFor(mistyped)).toEqual({ found: false, asked: [] });
  });

  it("notes its use once a minute, however often and from wherever it is used", async () => {
    const { id, token } = await create(tenant, ["servers:read"]);
    const [one, two] = [database.open(), database.open()];
    const used = () =>
      database.admin<{ at: Date | null; writes: string }>(
        "select last_used_at as at, xmin::text as writes from portcullis.api_keys where id = $1",
        [id],
      );
    for (let i = 0; i < 5; i++) await resolveApiKeyCaller({ db: one }, token.reveal(), request);
    await expect.poll(async () => (await used())[0]?.at).toBeInstanceOf(Date);
    const [first] = await used();
    for (let i = 0; i < 5; i++) await resolveApiKeyCaller({ db: two }, token.reveal(), request);
    const busy = () => two.pool.waitingCount + two.pool.totalCount - two.pool.idleCount;
    await expect.poll(busy).toBe(0);
    expect(await used()).toEqual([first]);
  });

  it("notes its use beside the request", async () => {
    const { id, token } = await create(tenant, ["servers:read"]);
    await resolveApiKeyCaller({ db }, token.reveal(), request);
    const used = () =>
      database.admin<{ last_used_at: Date | null }>(
        "select last_used_at from portcullis.api_keys where id = $1",
        [id],
      );
    await expect.poll(async () => (await used())[0]?.last_used_at).toBeInstanceOf(Date);
  });
});

it("keys are listed newest first, a page at a time, each once", async () => {
  const listed = await makeTenant(database);
  await makeSession(database, listed);
  const lister = member(listed, "admin");
  for (const name of ["one", "two", "three"]) {
    await createApiKey({ db }, lister, { name, capabilities: ["servers:read"] });
  }
  const first = await listApiKeys({ db }, lister, { limit: 2 });
  expect(first.data.map((key) => key.name)).toEqual(["three", "two"]);
  const second = await listApiKeys({ db }, lister, { limit: 2, cursor: first.nextCursor });
  expect(second.data.map((key) => key.name)).toEqual(["one"]);
  expect(second.nextCursor).toBeNull();
});

it("the stale are those that nobody used for long, and a list of them is exactly those", async () => {
  const of = await makeTenant(database);
  await makeSession(database, of);
  const lister = member(of, "admin");
  const made = new Map<string, string>();
  for (const name of ["fresh", "unused", "never used", "revoked", "rotated"]) {
    const key = await createApiKey({ db }, lister, { name, capabilities: ["servers:read"] });
    made.set(name, key.id);
  }
  const age = (name: string, sql: string) =>
    database.admin(`update portcullis.api_keys set ${sql} where id = $1`, [made.get(name)]);
  await age("unused", "last_used_at = now() - interval '91 days'");
  await age("never used", "created_at = now() - interval '31 days'");
  await age("revoked", "created_at = now() - interval '31 days', revoked_at = now()");
  await age(
    "rotated",
    "created_at = now() - interval '31 days', rotated_at = now(), expires_at = now() + interval '1 hour'",
  );
  const all = await listApiKeys({ db }, lister, { limit: 50 });
  const stale = await listApiKeys({ db }, lister, { limit: 50, stale: "true" });
  expect(stale.data.map(({ name, stale }) => [name, stale])).toEqual([
    ["never used", "never-used"],
    ["unused", "unused"],
  ]);
  expect(all.data.filter((key) => key.stale !== null)).toEqual(stale.data);
  const ended = await listApiKeys({ db }, lister, { limit: 50, state: "ended" });
  expect(ended.data.map(({ name }) => name)).toEqual(["revoked"]);
  const live = await listApiKeys({ db }, lister, { limit: 50, state: "live" });
  expect(live.data).toHaveLength(4);
});
