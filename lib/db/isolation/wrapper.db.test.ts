import { randomBytes } from "node:crypto";
import { afterAll, describe, expect, it } from "vitest";
import { type Database, withTenant, withTenantPg } from "@/lib/db";
import { RUNTIME_ROLES, testDatabase } from "@/lib/db/testing";
import { newId } from "@/lib/kernel";
import { attempting, openAs, type Row, rightsOf, seed, tenantTables, tokenFor } from "./support";

const database = await testDatabase();
afterAll(() => database.drop());
const tables = await tenantTables(database);
const acme = await seed(database, tables);
const readable = (await rightsOf(database, RUNTIME_ROLES)).filter((right) => right.select);
const db = database.open();
const identity = {
  tenantId: acme.tenantId,
  workspaceIds: [acme.workspaceId],
  subject: "member:test",
  requestId: newId(),
};
const server = acme.rows.get("servers") as Row;
const UNVERIFIED = { code: "database_token_rejected" };

describe("a query outside the wrapper", () => {
  it.each(readable)("by $role of $table returns nothing", async ({ role, table }) => {
    const { rows } = await openAs(database, role).pool.query(`select * from portcullis."${table}"`);
    expect(rows).toEqual([]);
  });

  it("through the Prisma client returns nothing and writes nothing", async () => {
    expect(await db.prisma.server.findMany()).toEqual([]);
    expect(await db.prisma.server.count()).toBe(0);
    expect((await db.prisma.server.updateMany({ data: { name: "taken" } })).count).toBe(0);
    await expect(
      db.prisma.workspace.create({
        data: { tenantId: acme.tenantId, id: newId(), slug: "x", name: "x", salt: randomBytes(32) },
      }),
    ).rejects.toThrow(/row-level security/);
  });

  it("after the wrapper is done sees no more of its tenant, on the very same connection", async () => {
    const one = database.open("portcullis_web", { connections: 1 });
    const within = await withTenantPg(one, identity, (client) =>
      client.query("select pg_backend_pid() as pid, id from portcullis.servers"),
    );
    const after = await one.pool.query(
      "select pg_backend_pid() as pid, (select count(*)::int from portcullis.servers) as n, current_setting('request.jwt', true) as token",
    );
    expect(within.rows).toEqual([{ pid: after.rows[0].pid, id: server.id }]);
    expect(after.rows[0]).toMatchObject({ n: 0, token: "" });
    await expect(
      withTenantPg(one, identity, () => Promise.reject(new Error("stop"))),
    ).rejects.toThrow("stop");
    expect((await one.pool.query("select id from portcullis.servers")).rows).toEqual([]);
  });

  it("beside the wrapper, on another connection, sees nothing", async () => {
    await withTenant(db, identity, async (tx) => {
      expect(await tx.server.findMany()).toHaveLength(1);
      expect(await db.prisma.server.findMany()).toEqual([]);
    });
  });
});

describe("the wrapper without its token", () => {
  const [key] = database.keys;
  const broken: Readonly<Record<string, Database["keys"]>> = {
    "no key": [],
    "another key under the same id": [{ kid: key?.kid ?? "", key: randomBytes(32) }],
    "an unknown key": [{ kid: "unknown", key: randomBytes(32) }],
  };

  it.each(Object.entries(broken))(
    "with %s is a typed error before any work, not an empty answer",
    async (_, keys) => {
      let worked = false;
      const work = async () => {
        worked = true;
      };
      await expect(withTenant({ ...db, keys }, identity, work)).rejects.toMatchObject(UNVERIFIED);
      await expect(withTenantPg({ ...db, keys }, identity, work)).rejects.toMatchObject(UNVERIFIED);
      expect(worked).toBe(false);
    },
  );

  it("for what is no tenant is a typed error", async () => {
    for (const tenantId of ["", "acme", `${acme.tenantId}'`]) {
      const nobody = { ...identity, tenantId };
      await expect(withTenant(db, nobody, async () => 1)).rejects.toMatchObject(UNVERIFIED);
      await expect(withTenantPg(db, nobody, async () => 1)).rejects.toMatchObject(UNVERIFIED);
    }
  });

  it("is a typed error where the database would take it for another tenant", async () => {
    const other = await testDatabase();
    try {
      await other.admin(`create or replace function portcullis.tenant_id() returns uuid language sql stable
        set search_path = pg_catalog, pg_temp return '${newId()}'::uuid`);
      const open = other.open();
      await expect(withTenant(open, identity, async () => 1)).rejects.toMatchObject(UNVERIFIED);
      await expect(withTenantPg(open, identity, async () => 1)).rejects.toMatchObject(UNVERIFIED);
    } finally {
      await other.drop();
    }
  });

  it("returns nothing even where its assertion is left out", async () => {
    const rows = await db.prisma.$transaction((tx) => tx.server.findMany());
    expect(rows).toEqual([]);
  });
});

describe("work within the wrapper", () => {
  it("cannot widen what it sees by handing over another token than it can sign", async () => {
    const forged = tokenFor(database, newId()).replace(/\.[^.]*$/, ".x");
    await withTenantPg(db, identity, async (client) => {
      await client.query("select set_config('request.jwt', $1, true)", [forged]);
      expect((await client.query("select id from portcullis.servers")).rows).toEqual([]);
    });
  });

  it("of many tenants at once over few connections each sees its own", async () => {
    const globex = await seed(database, tables);
    const few = database.open("portcullis_web", { connections: 2 });
    const turns = Array.from({ length: 60 }, (_, turn) => (turn % 2 === 0 ? acme : globex));
    const seen = await Promise.all(
      turns.map(({ tenantId, workspaceId }) =>
        withTenantPg(
          few,
          { ...identity, tenantId, workspaceIds: [workspaceId] },
          async (client) => {
            const { rows } = await client.query("select tenant_id from portcullis.servers");
            return rows.map((row) => row.tenant_id);
          },
        ),
      ),
    );
    expect(seen).toEqual(turns.map(({ tenantId }) => [tenantId]));
  });

  it("that fails in the middle leaves nothing, and its connection serves the next tenant", async () => {
    const one = database.open("portcullis_web", { connections: 1 });
    const rename = (client: { query(sql: string): Promise<unknown> }) =>
      client.query("update portcullis.servers set name = 'half'");
    await expect(
      withTenantPg(one, identity, async (client) => {
        await rename(client);
        await client.query("select 1 / 0");
      }),
    ).rejects.toBeDefined();
    const names = await attempting(
      database,
      "portcullis_web",
      tokenFor(database, acme.tenantId, [acme.workspaceId]),
      (attempt) => attempt("select name from portcullis.servers"),
    );
    expect(names.rows).toEqual([{ name: server.name }]);
    expect(await withTenantPg(one, identity, async () => "served")).toBe("served");
  });
});
