import { afterAll, describe, expect, it } from "vitest";
import { RUNTIME_ROLES, testDatabase } from "@/lib/db/testing";
import {
  type Attempt,
  attempting,
  freshRow,
  insertSql,
  type Rights,
  rightsOf,
  type Seed,
  seed,
  type TenantTable,
  tenantTables,
  tokenFor,
} from "./support";

const database = await testDatabase();
afterAll(() => database.drop());
const tables = await tenantTables(database);
const held = (await rightsOf(database, RUNTIME_ROLES)).filter(
  (right) => right.select || right.delete || right.insert.length > 0 || right.update.length > 0,
);
const acme = await seed(database, tables);
const globex = await seed(database, tables);

const ALREADY_THERE = "23505";
const POINTED_AT = "23503";

function as<T>(
  role: string,
  { tenantId, workspaceId }: Seed,
  work: (attempt: Attempt) => Promise<T>,
): Promise<T> {
  return attempting(database, role, tokenFor(database, tenantId, [workspaceId]), work);
}

function tableOf(right: Rights): TenantTable {
  const found = tables.find((table) => table.name === right.table);
  if (found === undefined) throw new Error(`${right.table} is not a tenant table`);
  return found;
}

it("every tenant table holds a row of each tenant, so that what follows has something to find", () => {
  expect(tables.length).toBeGreaterThan(15);
  for (const { name } of tables) {
    expect.soft([name, acme.rows.get(name)?.tenant_id]).toEqual([name, acme.tenantId]);
    expect.soft([name, globex.rows.get(name)?.tenant_id]).toEqual([name, globex.tenantId]);
  }
});

it("a role whose rights are not generated here has none", async () => {
  const roles = new Set<string>(held.map((right) => right.role));
  expect([...roles].sort()).toEqual(["portcullis_gate", "portcullis_web", "portcullis_worker"]);
});

const both = [
  [acme, globex],
  [globex, acme],
] as const;
const named = (right: Rights) => `portcullis."${right.table}"`;

describe("a select", () => {
  it.each(held.filter((right) => right.select))(
    "by $role on $table gives the token's tenant only, also when it names the other",
    async (right) => {
      for (const [own, other] of both) {
        await as(right.role, own, async (attempt) => {
          const { rows } = await attempt(`select * from ${named(right)}`);
          expect(rows.map((row) => row.tenant_id)).toEqual([own.tenantId]);
          const sql = `select * from ${named(right)} where tenant_id = $1`;
          expect((await attempt(sql, [other.tenantId])).rows).toEqual([]);
          const locked = await attempt(`select * from ${named(right)} for share`);
          expect(locked.rows.every((row) => row.tenant_id === own.tenantId)).toBe(true);
        });
      }
    },
  );
});

describe("an insert", () => {
  it.each(held.filter((right) => right.insert.length > 0))(
    "by $role into $table is taken for the token's tenant only",
    async (right) => {
      for (const [own, other] of both) {
        const allowed = await freshRow(database, tableOf(right), own);
        const foreign = await freshRow(database, tableOf(right), other);
        const mixed = { ...allowed, tenant_id: other.tenantId };
        const sql = insertSql(right.table, Object.keys(allowed));
        await as(right.role, own, async (attempt) => {
          const { code } = await attempt(sql, [JSON.stringify(allowed)]);
          expect([null, ALREADY_THERE]).toContain(code);
          expect((await attempt(sql, [JSON.stringify(foreign)])).code).toBe("42501");
          expect((await attempt(sql, [JSON.stringify(mixed)])).code).toBe("42501");
        });
      }
    },
  );
});

describe("an update", () => {
  it.each(held.filter((right) => right.update.length > 0))(
    "by $role of $table reaches the token's tenant only",
    async (right) => {
      const [column] = right.update;
      const sql = `update ${named(right)} set "${column}" = "${column}"`;
      for (const [own, other] of both) {
        await as(right.role, own, async (attempt) => {
          const all = await attempt(sql);
          expect([all.code, all.count]).toEqual([null, 1]);
          const foreign = await attempt(`${sql} where tenant_id = $1`, [other.tenantId]);
          expect([foreign.code, foreign.count]).toEqual([null, 0]);
        });
      }
    },
  );
});

describe("a delete", () => {
  it.each(held.filter((right) => right.delete))(
    "by $role from $table reaches the token's tenant only",
    async (right) => {
      for (const [own, other] of both) {
        await as(right.role, own, async (attempt) => {
          const all = await attempt(`delete from ${named(right)}`);
          if (all.code !== POINTED_AT) expect([all.code, all.count]).toEqual([null, 1]);
          const sql = `delete from ${named(right)} where tenant_id = $1`;
          const foreign = await attempt(sql, [other.tenantId]);
          expect([foreign.code, foreign.count]).toEqual([null, 0]);
        });
      }
    },
  );
});
