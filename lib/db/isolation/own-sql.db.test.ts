import type pg from "pg";
import { afterAll, describe, expect, it } from "vitest";
import { withTenantPg } from "@/lib/db";
import { RUNTIME_ROLES, testDatabase } from "@/lib/db/testing";
import { newId } from "@/lib/kernel";
import {
  type Attempt,
  attempting,
  openAs,
  type Rights,
  type Row,
  rightsOf,
  rolledBack,
  seed,
  tenantTables,
  tokenFor,
} from "./support";

/* Every way that SQL has of reading, locking, keeping and computing, tried at another tenant's rows. */
const database = await testDatabase();
afterAll(() => database.drop());
const tables = await tenantTables(database);
const acme = await seed(database, tables);
const globex = await seed(database, tables);
const held = await rightsOf(database, RUNTIME_ROLES);
const readable = held.filter((right) => right.select);
const token = (of = acme) => tokenFor(database, of.tenantId, [of.workspaceId]);
const asAcme = <T>(role: string, work: (attempt: Attempt) => Promise<T>) =>
  attempting(database, role, token(), work);
const named = ({ table }: Rights) => `portcullis."${table}"`;
const ONE = [{ tenant_id: acme.tenantId }];

describe.each(readable)("$role reading $table", (right) => {
  it("copies out its own row, and copies nothing in", async () => {
    await asAcme(right.role, async (attempt) => {
      const out = await attempt(`copy ${named(right)} to stdout`);
      expect([out.code, out.count]).toEqual([null, 1]);
      const query = `copy (select * from ${named(right)} where tenant_id = '${globex.tenantId}') to stdout`;
      expect((await attempt(query)).count).toBe(0);
      const into = await attempt(`copy ${named(right)} from stdin`);
      expect(["0A000", "42501"]).toContain(into.code);
    });
  });

  it("opens cursors over its own row only", async () => {
    const client = await openAs(database, right.role).pool.connect();
    try {
      await client.query("begin");
      await client.query("select set_config('request.jwt', $1, true)", [token()]);
      await client.query(
        `declare everything scroll cursor for select tenant_id from ${named(right)}`,
      );
      expect((await client.query("fetch all from everything")).rows).toEqual(ONE);
    } finally {
      await client.query("rollback");
      client.release();
    }
  });

  it("computes over its own row only, in whatever order the planner takes the conditions", async () => {
    await asAcme(right.role, async (attempt) => {
      const raising = `1 / (case when tenant_id = '${acme.tenantId}' then 1 else 0 end) = 1`;
      for (const where of [raising, `(${raising}) is not null`, `${raising} or ${raising}`]) {
        const { code, rows } = await attempt(
          `select tenant_id from ${named(right)} where ${where}`,
        );
        expect([where, code, rows]).toEqual([where, null, ONE]);
      }
      const sum = await attempt(
        `select count(*)::int as n, count(distinct tenant_id)::int as tenants from ${named(right)}`,
      );
      expect(sum.rows).toEqual([{ n: 1, tenants: 1 }]);
    });
  });

  it("reads nothing with its policies switched off: it is refused", async () => {
    await asAcme(right.role, async (attempt) => {
      const off = await attempt(
        `do $$ begin set local row_security = off; perform 1 from ${named(right)}; end $$`,
      );
      expect([off.code, off.told]).toEqual([
        "42501",
        expect.stringContaining("row-level security"),
      ]);
    });
  });

  it("sees nothing of the other tenant in a block of code, nor by a statement it puts together there", async () => {
    await asAcme(right.role, async (attempt) => {
      const block = `do $$ declare n int; begin
        select count(*) into n from ${named(right)} where tenant_id <> '${acme.tenantId}';
        if n > 0 then raise exception 'seen'; end if;
        execute 'select count(*) from ${named(right)} where tenant_id = ''${globex.tenantId}''' into n;
        if n > 0 then raise exception 'seen'; end if; end $$`;
      expect(await attempt(block)).toMatchObject({ code: null, told: "" });
    });
  });

  it("reads no more through a query that a function is handed as text", async () => {
    await asAcme(right.role, async (attempt) => {
      const { rows, code } = await attempt(
        `select query_to_xml('select tenant_id from ${named(right)}', true, false, '')::text as written`,
      );
      expect(code).toBeNull();
      expect(String(rows[0]?.written).match(/[0-9a-f-]{36}/g)).toEqual([acme.tenantId]);
    });
  });
});

describe.each(held.filter((right) => right.update.length > 0))("$role changing $table", (right) => {
  it("is given back its own row only", async () => {
    await asAcme(right.role, async (attempt) => {
      const [column] = right.update;
      const changed = await attempt(
        `update ${named(right)} set "${column}" = "${column}" returning old.tenant_id as old, new.tenant_id as new`,
      );
      expect(changed.rows).toEqual([{ old: acme.tenantId, new: acme.tenantId }]);
      const joined = await attempt(
        `update ${named(right)} t set "${column}" = o."${column}" from ${named(right)} o where o.tenant_id = '${globex.tenantId}' returning o.tenant_id`,
      );
      expect(joined.rows).toEqual([]);
    });
  });

  it("locks rows, and the whole table only where it also deletes", async () => {
    const deletes = held.some(
      (one) => one.role === right.role && one.table === right.table && one.delete,
    );
    await asAcme(right.role, async (attempt) => {
      for (const mode of ["access exclusive", "exclusive", "share row exclusive", "share"]) {
        const { code } = await attempt(`lock table ${named(right)} in ${mode} mode nowait`);
        expect([mode, code]).toEqual([mode, deletes ? null : "42501"]);
      }
    });
  });
});

it("whole tables are locked by those alone whom the document names", () => {
  const named = held.filter((right) => right.delete).map(({ role, table }) => `${role} ${table}`);
  expect(named.sort()).toEqual([
    "portcullis_web access_review_reviewers",
    "portcullis_web connection_certificates",
    "portcullis_web connections",
    "portcullis_web device_codes",
    "portcullis_web directory_group_members",
    "portcullis_web directory_groups",
    "portcullis_web directory_users",
    "portcullis_web domains",
    "portcullis_web idempotency_keys",
    "portcullis_web recovery_codes",
    "portcullis_web server_credentials",
    "portcullis_web sign_in_answers",
    "portcullis_web sign_in_requests",
    "portcullis_web tools",
    "portcullis_web used_assertions",
    "portcullis_worker connection_tests",
    "portcullis_worker device_codes",
    "portcullis_worker directory_events",
    "portcullis_worker factor_attempts",
    "portcullis_worker factor_challenges",
    "portcullis_worker idempotency_keys",
    "portcullis_worker mail_queue",
    "portcullis_worker mcp_sessions",
    "portcullis_worker member_attempts",
    "portcullis_worker member_devices",
    "portcullis_worker notices",
    "portcullis_worker quota_counters",
    "portcullis_worker quota_reservations",
    "portcullis_worker second_steps",
    "portcullis_worker sessions",
    "portcullis_worker setup_links",
    "portcullis_worker sign_in_traces",
    "portcullis_worker tools",
  ]);
});

describe.each(RUNTIME_ROLES)("%s", (role) => {
  it("makes no function, operator, cast or aggregate of its own that could see a row before the policy", async () => {
    await asAcme(role, async (attempt) => {
      for (const schema of ["portcullis", "public", "pg_temp", "jackson"]) {
        for (const sql of [
          `create function ${schema}.leak(text) returns boolean language plpgsql cost 0.0001 leakproof as $$ begin raise notice '%', $1; return true; end $$`,
          `create function ${schema}.leak(text) returns boolean language sql return true`,
          `create operator ${schema}.=== (leftarg = text, rightarg = text, function = texteq)`,
          `create aggregate ${schema}.leak(text) (sfunc = textcat, stype = text)`,
          `create domain ${schema}.leak as text check (value <> '')`,
        ]) {
          const { code } = await attempt(sql);
          expect.soft([sql, ["42501", "3F000"].includes(String(code))]).toEqual([sql, true]);
        }
      }
      for (const sql of [
        "create cast (text as uuid) with inout as implicit",
        "create temporary table leak (id int)",
        "create temporary view leak as select 1",
        "select 1 into temporary leak",
      ])
        expect.soft([sql, (await attempt(sql)).code]).toEqual([sql, "42501"]);
    });
  });

  it("becomes nobody else by a setting, and switches no safeguard off", async () => {
    await asAcme(role, async (attempt) => {
      for (const [name, value] of [
        ["role", "portcullis_owner"],
        ["role", "portcullis_definer"],
        ["session_authorization", "portcullis_owner"],
        ["session_replication_role", "replica"],
        ["log_statement", "all"],
        ["allow_system_table_mods", "on"],
      ]) {
        const { code } = await attempt("select set_config($1, $2, true)", [name, value]);
        expect.soft([name, code]).toEqual([name, "42501"]);
      }
    });
  });
});

describe("a connection that serves one tenant after another", () => {
  it("keeps no statement under a name that could be known, and lists none", async () => {
    const one = database.open("portcullis_web", { connections: 1 });
    const identity = {
      tenantId: globex.tenantId,
      workspaceIds: [globex.workspaceId],
      subject: "member:test",
      requestId: newId(),
    };
    await withTenantPg(one, identity, async () => {});
    const client = await one.pool.connect();
    try {
      await expect(client.query("select * from pg_prepared_statements")).rejects.toMatchObject({
        code: "42501",
      });
      await expect(client.query("select * from pg_cursors")).rejects.toMatchObject({
        code: "42501",
      });
      // What acme's SQL puts under the name in the source is not what runs under globex's token.
      await client.query(
        "prepare hand_over_token(text, text) as select set_config('stolen.token', $1, false), '' as request, '' as shown, null::text as tenant",
      );
    } finally {
      client.release();
    }
    const seen = await withTenantPg(one, identity, async (within) => {
      const { rows } = await within.query(
        "select tenant_id, current_setting('stolen.token', true) as stolen from portcullis.servers",
      );
      return rows;
    });
    expect(seen).toEqual([{ tenant_id: globex.tenantId, stolen: null }]);
  });

  it("holds in a cursor that outlives its transaction what its own tenant saw, and asks nothing again", async () => {
    const client = await database.open("portcullis_web", { connections: 1 }).pool.connect();
    try {
      await client.query("begin");
      await client.query("select set_config('request.jwt', $1, true)", [token()]);
      await client.query(
        "declare kept scroll cursor with hold for select tenant_id from portcullis.servers",
      );
      await client.query("commit");
      await client.query("begin");
      await client.query("select set_config('request.jwt', $1, true)", [token(globex)]);
      expect((await client.query("fetch all from kept")).rows).toEqual(ONE);
    } finally {
      client.release(true);
    }
  });

  it("gives a statement that was prepared under one tenant the other's rows, on every run and plan", async () => {
    const client = await database.open("portcullis_web", { connections: 1 }).pool.connect();
    try {
      for (const mode of ["auto", "force_generic_plan", "force_custom_plan"]) {
        await client.query(`set plan_cache_mode = ${mode}`);
        for (let run = 0; run < 20; run++) {
          const of = run % 2 === 0 ? acme : globex;
          await client.query("begin");
          await client.query("select set_config('request.jwt', $1, true)", [token(of)]);
          const { rows } = await client.query({
            name: `mine-${mode}`,
            text: "select tenant_id from portcullis.servers where created_at > $1",
            values: ["2000-01-01"],
          });
          await client.query("commit");
          expect(rows).toEqual([{ tenant_id: of.tenantId }]);
        }
      }
    } finally {
      client.release(true);
    }
  });

  it("hands no snapshot, channel or lock from one to the other", async () => {
    await asAcme("portcullis_web", async (attempt) => {
      expect((await attempt("select pg_export_snapshot()")).code).toBe("42501");
      expect((await attempt("set transaction snapshot '00000003-00000001-1'")).code).not.toBeNull();
    });
  });
});

it("a policy that is gone would show in each of these: the control", async () => {
  const globexServer = globex.rows.get("servers") as Row;
  await rolledBack(database, async (client: pg.Client) => {
    await client.query("alter policy isolation on portcullis.servers using (true)");
    await client.query("set local role portcullis_web");
    await client.query("select set_config('request.jwt', $1, true)", [token()]);
    expect((await client.query("copy portcullis.servers to stdout")).rowCount).toBe(2);
    const { rows } = await client.query("select id from portcullis.servers");
    expect(rows).toContainEqual({ id: globexServer.id });
    const raising = client.query(
      `select 1 from portcullis.servers where 1 / (case when tenant_id = '${acme.tenantId}' then 1 else 0 end) = 1`,
    );
    await expect(raising).rejects.toMatchObject({ code: "22012" });
  });
});
