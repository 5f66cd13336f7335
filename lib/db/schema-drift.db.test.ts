import { readFileSync } from "node:fs";
import { join } from "node:path";
import type pg from "pg";
import { afterAll, describe, expect, it } from "vitest";
import { SHARED_TABLES } from "./allow-list";
import { Prisma } from "./generated/client";
import { rolledBack } from "./isolation/support";
import { testDatabase } from "./testing";
import { readPrismaSchema, type Shape } from "./testing/read-prisma-schema";

/* The migrations are the truth; schema.prisma must say the same of every tenant table, no less. */
const source = readFileSync(join(import.meta.dirname, "../../prisma/schema.prisma"), "utf8");
const database = await testDatabase();
afterAll(() => database.drop());

/** The migrated database in the form that the schema is read into. */
async function readDatabase(client: pg.Client): Promise<Shape> {
  const { rows } = await client.query<{ name: string; shape: Shape[string] }>(
    `with keys as (
       select i.indrelid as id, i.indisprimary, array_agg(a.attname::text order by k.n) as names
       from pg_index i, unnest(i.indkey::int2[]) with ordinality as k (num, n), pg_attribute a
       where i.indisunique and i.indpred is null and i.indexprs is null and k.n <= i.indnkeyatts
         and a.attrelid = i.indrelid and a.attnum = k.num
       group by i.indexrelid, i.indrelid, i.indisprimary)
     select c.relname as name, jsonb_build_object(
       'columns', (select jsonb_object_agg(a.attname, jsonb_build_object(
           'type', format_type(a.atttypid, a.atttypmod), 'nullable', not a.attnotnull))
         from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped),
       'primaryKey', (select to_jsonb(names) from keys where id = c.oid and indisprimary),
       'uniques', to_jsonb(array(select array_to_string(names, ', ') from keys
         where id = c.oid and not indisprimary))) as shape
     from pg_class c
     where c.relnamespace = 'portcullis'::regnamespace and c.relkind in ('r', 'p') and c.relname <> all ($1)`,
    [Object.keys(SHARED_TABLES)],
  );
  const shape: Record<string, Shape[string]> = {};
  for (const row of rows) {
    shape[row.name] = { ...row.shape, uniques: [...row.shape.uniques].sort() };
  }
  return shape;
}

const inSchema = readPrismaSchema(source);
const inDatabase = await rolledBack(database, readDatabase);

describe("the Prisma schema and the migrated database", () => {
  it("name the same tables", () => {
    expect(Object.keys(inSchema).sort()).toEqual(Object.keys(inDatabase).sort());
  });

  it.each(Object.keys(inDatabase).sort())("agree on %s", (table) => {
    expect(inSchema[table]).toEqual(inDatabase[table]);
  });

  it("are what the generated client was made from", () => {
    const models = [...source.matchAll(/^model (\w+) \{/gm)].map((match) => match[1]);
    expect(Object.keys(Prisma.ModelName).sort()).toEqual(models.sort());
    const fields = Object.keys(Prisma.ServerScalarFieldEnum);
    expect(fields).toHaveLength(Object.keys(inSchema.servers?.columns ?? {}).length);
  });
});

describe("a change on one side only is noticed:", () => {
  it.each([
    ["a column is added", "alter table portcullis.members add column nickname text"],
    ["a column is dropped", "alter table portcullis.members drop column name"],
    ["a column is renamed", "alter table portcullis.members rename column name to title"],
    ["a column may be null", "alter table portcullis.members alter column name drop not null"],
    [
      "a column is of another type",
      "alter table portcullis.members alter column name type varchar(120)",
    ],
    ["a key is added", "alter table portcullis.members add unique (tenant_id, name)"],
    [
      "a key is dropped",
      "alter table portcullis.workspaces drop constraint workspaces_tenant_id_slug_key",
    ],
    [
      "the primary key is of another order",
      "alter table portcullis.tools drop constraint tools_pkey, add primary key (tenant_id, name, server_id)",
    ],
    ["a table is added", "create table portcullis.extra (tenant_id uuid primary key)"],
    ["a table is dropped", "drop table portcullis.mcp_sessions"],
  ])("in the database, %s", async (_, sql) => {
    const changed = await rolledBack(database, async (client) => {
      await client.query(sql);
      return readDatabase(client);
    });
    expect(inSchema).not.toEqual(changed);
  });

  it.each([
    ["a field is added", "  email     String\n", "  email     String\n  nickname  String?\n"],
    ["a field is removed", "  email     String\n", ""],
    ["a field may be null", "  email     String\n", "  email     String?\n"],
    ["a field is of another type", "  email     String\n", "  email     Int\n"],
    ["a field is of another column", '@map("member_id")', '@map("member")'],
    ["a native type is left out", '@map("member_id") @db.Uuid', '@map("member_id")'],
    ["a key is left out", "  @@unique([tenantId, slug])\n", ""],
    [
      "a primary key lacks a column",
      "  @@id([tenantId, serverId, name])\n",
      "  @@id([tenantId, serverId])\n",
    ],
    ["a model is of another table", '@@map("tools")', '@@map("tool")'],
  ])("in the schema, %s", (_, before, after) => {
    const changed = source.replace(before, after);
    expect(changed).not.toBe(source);
    expect(readPrismaSchema(changed)).not.toEqual(inDatabase);
  });

  it.each([
    ["a type", "  email     String\n", "  email     Float\n"],
    ["a native type", '@map("member_id") @db.Uuid', '@map("member_id") @db.Oid'],
    ["a block attribute", '@@map("tools")', '@@map("tools")\n  @@fulltext([name])'],
    ["a model without a table", '  @@map("tools")\n', ""],
  ])("what the reader does not know it refuses: %s", (_, before, after) => {
    expect(() => readPrismaSchema(source.replace(before, after))).toThrow(
      /not understood|names no table/,
    );
  });
});
