import { randomBytes } from "node:crypto";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SHARED_TABLES } from "@/lib/db";
import { RUNTIME_ROLES, testDatabase } from "@/lib/db/testing";
import { newId } from "@/lib/kernel";
import {
  attempting,
  freshRow,
  insertSql,
  type Row,
  rightsOf,
  rolledBack,
  seed,
  tenantTables,
  tokenFor,
} from "./support";
import { type Ask, planOf } from "./support/plans";

/*
 * What a caller's own SQL could learn of another tenant without reading one of its rows: from plans,
 * estimates, statistics, error texts, locks, and the server's views. acme asks, globex is asked about.
 */
const database = await testDatabase();
afterAll(() => database.drop());
const tables = await tenantTables(database);
const acme = await seed(database, tables);
const globex = await seed(database, tables);
const held = await rightsOf(database, RUNTIME_ROLES);
const readable = held.filter((right) => right.select);
const token = () => tokenFor(database, acme.tenantId, [acme.workspaceId]);
const CROWD = 400;

beforeAll(async () => {
  // A crowd of another tenant, so that samples of it, if they were kept, would say something.
  await database.admin(
    `insert into portcullis.members (tenant_id, id, email, name, role)
     select $1, gen_random_uuid(), 'mallory-' || n || '@globex.test', 'Mallory', 'viewer' from generate_series(1, ${CROWD}) n`,
    [globex.tenantId],
  );
  await database.admin("analyze");
});

type Indexed = { table: string; index: string; column: string; type: string };
const indexed = await database.admin<Indexed>(
  `select c.relname as table, i.relname as index, a.attname as column, format_type(a.atttypid, a.atttypmod) as type
   from pg_index x join pg_class c on c.oid = x.indrelid join pg_class i on i.oid = x.indexrelid
   join pg_attribute a on a.attrelid = c.oid and a.attnum = any (x.indkey::int2[]) and a.attname not in ('tenant_id', 'workspace_id')
   where c.relnamespace = 'portcullis'::regnamespace and c.relname = any ($1) order by 1, 2, 3`,
  [tables.map((table) => table.name)],
);

/** A value of the type that no row has. */
function absent(type: string): unknown {
  if (type === "uuid") return newId();
  if (type === "bytea") return `\\x${randomBytes(32).toString("hex")}`;
  if (type === "text") return `none-${randomBytes(6).toString("hex")}`;
  if (type.startsWith("timestamp")) return "2031-03-04T05:06:07Z";
  if (/^(?:bigint|integer|numeric)/.test(type)) return 987_654;
  throw new Error(`no value of ${type} is known`);
}

/** The plans of looking for a value that another tenant's row has, and for one that no row has. */
async function plansFor(ask: Ask, { table, column, type }: Indexed, run: boolean) {
  const there = (globex.rows.get(table) as Row)[column] ?? absent(type);
  const sql = `select * from portcullis."${table}" where "${column}" = $1::${type}`;
  return [await planOf(ask, sql, [there], run), await planOf(ask, sql, [absent(type)], run)];
}

describe("looking for what another tenant has takes the same plan and meets the same rows and blocks", () => {
  // Where both tenants' rows hold the same value, it is one's own that is found.
  const apart = indexed.filter(
    ({ table, column }) => acme.rows.get(table)?.[column] !== globex.rows.get(table)?.[column],
  );
  const cases = apart.flatMap((one) =>
    readable.filter((right) => right.table === one.table).map(({ role }) => ({ role, ...one })),
  );

  it.each(cases)("as $role in $table by $column ($index)", async ({ role, ...one }) => {
    await attempting(database, role, token(), async (attempt) => {
      const ask: Ask = async (sql, values) => {
        const answer = await attempt(`/* ${one.index} */ ${sql}`, values);
        expect(answer.told).toBe("");
        return answer;
      };
      const [there, none] = await plansFor(ask, one, true);
      expect(there).toEqual(none);
      const [guessed, guessedNone] = await plansFor(ask, one, false);
      expect(guessed).toEqual(guessedNone);
    });
  });

  it("and is tried for every index", () => {
    expect(cases.length).toBeGreaterThan(30);
  });

  it("which an index without the tenant would not hold", async () => {
    await asWeb(
      "drop index portcullis.decisions_server; create index decisions_server on portcullis.decisions (server_id, id)",
      async (ask) => {
        await ask("set local enable_seqscan = off");
        const one = { table: "decisions", index: "", column: "server_id", type: "uuid" };
        const [there, none] = await plansFor(ask, one, true);
        expect(there).not.toEqual(none);
      },
    );
  });
});

describe("an estimate says nothing of what other tenants' rows hold", () => {
  type Question = readonly [condition: string, values: readonly [string, string]];
  const questions: readonly Question[] = [
    ["name = $1", ["Mallory", "Nobody"]],
    ["role = $1", ["viewer", "owner"]],
    ["lower(email) = $1", ["mallory-7@globex.test", "nobody@globex.test"]],
    ["email < $1", ["a", "z"]],
    ["lower(email) between $1 and $1 || 'z'", ["mallory", "z"]],
    ["tenant_id = $1::uuid", [globex.tenantId, newId()]],
  ];
  const estimates = (ask: Ask, [condition, values]: Question) =>
    Promise.all(
      values.map((value) =>
        planOf(ask, `select * from portcullis.members where ${condition}`, [value], false),
      ),
    );

  it.each(questions)("%s", async (...question) => {
    await attempting(database, "portcullis_web", token(), async (attempt) => {
      const [there, none] = await estimates(attempt, question);
      expect(there).toEqual(none);
    });
  });

  it("which samples would tell, were they kept", async () => {
    const columns = ["name", "role", "email", "tenant_id"];
    const sampled = [
      ...columns.map(
        (name) => `alter table portcullis.members alter column ${name} set statistics 100`,
      ),
      "alter index portcullis.members_email alter column 2 set statistics 100",
      "analyze portcullis.members",
    ];
    await asWeb(sampled.join("; "), async (ask) => {
      // A value that stands once is in no sample.
      for (const question of questions.filter(([, [value]]) => !value.includes("@"))) {
        const [there, none] = await estimates(ask, question);
        expect.soft([question[0], there]).not.toEqual([question[0], none]);
      }
    });
  });

  it("since a column that is born later is not sampled either, once a migration has run", async () => {
    await rolledBack(database, async (client) => {
      await client.query(`alter table portcullis.members add column nickname text;
        create index later on portcullis.members (tenant_id, upper(name)); select portcullis.narrow()`);
      const { rows } = await client.query(
        `select attrelid::regclass::text as of, attstattarget from pg_attribute
         where (attrelid = 'portcullis.members'::regclass and attname = 'nickname')
            or (attrelid = 'portcullis.later'::regclass and attname = 'upper') order by 1`,
      );
      expect(rows).toEqual([
        { of: "portcullis.later", attstattarget: 0 },
        { of: "portcullis.members", attstattarget: 0 },
      ]);
    });
  });
});

describe.each(RUNTIME_ROLES)("%s", (role) => {
  const answers = (statements: readonly string[]) =>
    attempting(database, role, token(), async (attempt) => {
      const told: [string, string | null][] = [];
      for (const sql of statements) told.push([sql, (await attempt(sql)).code]);
      return told;
    });

  it("reads no sample of any column", async () => {
    await attempting(database, role, token(), async (attempt) => {
      for (const view of ["pg_stats", "pg_stats_ext", "pg_stats_ext_exprs"]) {
        const { code, rows } = await attempt(
          `select * from ${view} where schemaname = 'portcullis' and tablename <> all ($1)`,
          [Object.keys(SHARED_TABLES)],
        );
        expect([view, code, rows]).toEqual([view, null, []]);
      }
    });
  });

  it("sees nothing of other sessions, of what each table took, nor of the server's log", async () => {
    const statements = [
      "select query, application_name from pg_stat_activity",
      "select * from pg_stat_user_tables",
      "select * from pg_stat_user_indexes",
      "select * from pg_statio_all_tables",
      "select * from pg_stat_user_functions",
      "select * from pg_stat_database",
      "select * from pg_stat_wal",
      "select * from pg_stat_io",
      "select * from pg_locks",
      "select * from pg_prepared_xacts",
      "select * from pg_replication_slots",
      "select pg_stat_get_tuples_inserted('portcullis.decisions'::regclass)",
      "select pg_stat_get_backend_activity(1)",
      "select pg_blocking_pids(1)",
      "select pg_relation_size('portcullis.decisions'::regclass)",
      "select pg_total_relation_size('portcullis.decisions'::regclass)",
      "select pg_database_size(current_database())",
      "select pg_current_wal_lsn()",
      "select pg_current_wal_insert_lsn()",
      "select pg_export_snapshot()",
      "select pg_notification_queue_usage()",
    ];
    expect(await answers(statements)).toEqual(statements.map((sql) => [sql, "42501"]));
  });

  it("ends no other session, meets none at an advisory lock, and calls none by a function", async () => {
    const statements = [
      "select pg_terminate_backend(pg_backend_pid() + 1)",
      "select pg_cancel_backend(pg_backend_pid() + 1)",
      "select pg_advisory_lock(1)",
      "select pg_advisory_xact_lock(7214890331)",
      "select pg_try_advisory_lock_shared(1, 2)",
      "select pg_notify('channel', 'text')",
      "select pg_logical_emit_message(false, 'prefix', 'text')",
    ];
    expect(await answers(statements)).toEqual(statements.map((sql) => [sql, "42501"]));
  });

  it("has no sequence to read", async () => {
    expect(await answers(["select lastval()"])).toEqual([["select lastval()", "55000"]]);
    const sequences = await database.admin(
      "select relname from pg_class where relkind = 'S' and relnamespace = 'portcullis'::regnamespace",
    );
    expect(sequences).toEqual([]);
  });
});

describe("who watches the server still does", () => {
  it("as a member of pg_monitor, who may end nobody", async () => {
    await rolledBack(database, async (client) => {
      await client.query("set local role pg_monitor");
      expect((await client.query("select pid from pg_stat_activity")).rowCount).toBeGreaterThan(0);
      await client.query("select pg_total_relation_size('pg_class'), pg_current_wal_lsn()");
      const end = client.query("select pg_terminate_backend(0)");
      await expect(end).rejects.toMatchObject({ code: "42501" });
    });
  });
});

describe("a refusal by a constraint names no value", () => {
  it.each(held.filter((right) => right.insert.length > 0))(
    "to $role in $table",
    async ({ role, table }) => {
      const own = acme.rows.get(table) as Row;
      const definition = tables.find((one) => one.name === table);
      if (definition === undefined) throw new Error(`${table} is not a tenant table`);
      const columns = Object.keys(await freshRow(database, definition, acme));
      await attempting(database, role, token(), async (attempt) => {
        const twice = await attempt(insertSql(table, columns), [JSON.stringify(own)]);
        expect(twice.code).toBe("23505");
        expect(twice.error).toMatchObject({ detail: undefined });
        for (const column of definition.primaryKey) {
          expect(twice.told).not.toContain(String(own[column]));
        }
      });
    },
  );
});

describe("another tenant's locks are not met", () => {
  it.each(
    readable.filter(({ role, table }) =>
      held.some((right) => right.role === role && right.table === table && right.update.length > 0),
    ),
  )("by $role in $table", async ({ role, table }) => {
    await rolledBack(database, async (locker) => {
      await locker.query(
        `select from portcullis."${table}" where tenant_id = '${globex.tenantId}' for update`,
      );
      await attempting(database, role, token(), async (attempt) => {
        for (const how of ["update", "no key update", "share", "key share"]) {
          const { code, rows } = await attempt(
            `select tenant_id from portcullis."${table}" for ${how} nowait`,
          );
          expect([how, code, rows]).toEqual([how, null, [{ tenant_id: acme.tenantId }]]);
        }
      });
    });
  });
});

/** Breaks something as the superuser, then asks as the console under acme's token; all undone. */
async function asWeb(sql: string, work: (ask: Ask) => Promise<void>): Promise<void> {
  await rolledBack(database, async (client: pg.Client) => {
    await client.query(sql);
    await client.query("set local role portcullis_web");
    await client.query("select set_config('request.jwt', $1, true)", [token()]);
    await work((text, values) => client.query(text, [...(values ?? [])]));
  });
}
