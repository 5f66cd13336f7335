import { afterAll, describe, expect, it } from "vitest";
import { RUNTIME_ROLES, testDatabase } from "@/lib/db/testing";
import { newId } from "@/lib/kernel";
import {
  type Attempt,
  attempting,
  freshRow,
  insertSql,
  type Rights,
  type Row,
  rightsOf,
  rolledBack,
  seed,
  type TenantTable,
  tenantTables,
  tokenFor,
} from "./support";

const database = await testDatabase();
afterAll(() => database.drop());
const tables = await tenantTables(database);
const rights = await rightsOf(database, RUNTIME_ROLES);
const acme = await seed(database, tables);
const globex = await seed(database, tables);

/** The rights that fit, each with its table as the catalogue describes it. */
function cases(fits: (right: Rights) => boolean) {
  return rights.filter(fits).map((right) => {
    const table = tables.find(({ name }) => name === right.table) as TenantTable;
    return { role: right.role, name: right.table, right, table };
  });
}

/** As a role under acme's token. */
const asAcme = <T>(role: string, work: (attempt: Attempt) => Promise<T>): Promise<T> =>
  attempting(database, role, tokenFor(database, acme.tenantId, [acme.workspaceId]), work);

const sourceOf = (name: string) =>
  `(select (jsonb_populate_record(null::portcullis."${name}", $1::jsonb)).*) as s`;

function matching(table: TenantTable): string {
  return table.primaryKey.map((column) => `t."${column}" = s."${column}"`).join(" and ");
}

describe("a row cannot be moved to another tenant", () => {
  it.each(cases((right) => right.update.length > 0))(
    "by $role in $name, nor be written as if it were",
    async ({ role, name }) => {
      await asAcme(role, async (attempt) => {
        for (const { tenantId } of [globex, acme]) {
          const moved = await attempt(`update portcullis."${name}" set tenant_id = $1`, [tenantId]);
          expect([moved.code, moved.told]).toEqual([
            "42501",
            expect.stringContaining("permission denied"),
          ]);
        }
      });
    },
  );

  it("by the policy alone, were the right to the column there", async () => {
    const server = globex.rows.get("servers") as Row;
    await rolledBack(database, async (client) => {
      await client.query("grant update (tenant_id) on portcullis.members to portcullis_web");
      await client.query("set local role portcullis_web");
      await client.query("select set_config('request.jwt', $1, true)", [
        tokenFor(database, acme.tenantId, [acme.workspaceId]),
      ]);
      const move = client.query("update portcullis.members set tenant_id = $1", [server.tenant_id]);
      await expect(move).rejects.toMatchObject({ code: "42501", routine: "ExecWithCheckOptions" });
    });
  });
});

describe("ON CONFLICT reaches no other tenant", () => {
  it.each(cases((right) => right.insert.length > 0))(
    "by $role in $name",
    async ({ role, name, right, table }) => {
      const existing = globex.rows.get(name) as Row;
      const absent = await freshRow(database, table, globex);
      const columns = Object.keys(absent);
      const insert = insertSql(name, columns);
      await asAcme(role, async (attempt) => {
        const skipped = await attempt(`${insert} on conflict do nothing`, [
          JSON.stringify(existing),
        ]);
        expect(skipped.code).toBe("42501");
        const taken = await attempt(`${insert} on conflict do nothing`, [JSON.stringify(absent)]);
        expect([taken.code, taken.told]).toEqual(["42501", skipped.told]);
        const [column] = right.update;
        if (column === undefined) return;
        const update = `${insert} on conflict (${table.primaryKey.join(", ")}) do update set "${column}" = excluded."${column}"`;
        const changed = await attempt(update, [JSON.stringify(existing)]);
        expect([changed.code, changed.told]).toEqual(["42501", skipped.told]);
      });
    },
  );
});

describe("MERGE reaches no other tenant", () => {
  it.each(cases((right) => right.select && right.update.length > 0))(
    "by $role in $name, to change or to remove",
    async ({ role, name, table, right }) => {
      const [column] = right.update;
      const actions = [
        `update set "${column}" = s."${column}"`,
        ...(right.delete ? ["delete"] : []),
      ];
      await asAcme(role, async (attempt) => {
        for (const action of actions) {
          const sql = `merge into portcullis."${name}" t using ${sourceOf(name)} on ${matching(table)} when matched then ${action}`;
          const foreign = await attempt(sql, [JSON.stringify(globex.rows.get(name))]);
          expect([foreign.code, foreign.count]).toEqual([null, 0]);
          const own = await attempt(sql, [JSON.stringify(acme.rows.get(name))]);
          // A row that others refer to was reached as well: it is they who keep it.
          const kept = action === "delete" && own.code === "23503";
          expect([own.code, own.count]).toEqual(kept ? ["23503", 0] : [null, 1]);
        }
      });
    },
  );

  it.each(cases((right) => right.select && right.insert.length > 0))(
    "by $role in $name, to insert",
    async ({ role, name, table }) => {
      const columns = table.columns.map(({ name: column }) => `"${column}"`);
      const sql = `merge into portcullis."${name}" t using ${sourceOf(name)} on ${matching(table)}
        when not matched then insert (${columns}) values (${columns.map((column) => `s.${column}`)})`;
      const existing = JSON.stringify(globex.rows.get(name));
      const absent = JSON.stringify({
        ...globex.rows.get(name),
        ...(await freshRow(database, table, globex)),
      });
      await asAcme(role, async (attempt) => {
        const [known, unknown] = [await attempt(sql, [existing]), await attempt(sql, [absent])];
        expect([known.code, unknown.code, unknown.told]).toEqual(["42501", "42501", known.told]);
      });
    },
  );
});

const references = cases((right) => right.insert.length > 0).flatMap((one) =>
  one.table.references
    .filter((reference) => reference.columns.some((column) => column !== "tenant_id"))
    .map((reference) => ({
      ...one,
      reference,
      to: reference.table,
      by: reference.columns.join(", "),
    })),
);

describe("a reference to another tenant's row is answered as one to no row", () => {
  it.each(references)(
    "by $role from $name ($by) to $to",
    async ({ role, name, table, reference }) => {
      const target = globex.rows.get(reference.table.replace("portcullis.", "")) as Row;
      const draft = { ...(await freshRow(database, table, acme)) };
      const pointing = (value: (column: string) => unknown) => {
        const row = { ...draft };
        reference.columns.forEach((column, index) => {
          // The policy binds the tenant and the workspace; the reference is what is tried here.
          if (column === "tenant_id" || (table.byWorkspace && column === "workspace_id")) return;
          row[column] = value(reference.targets[index] ?? "");
        });
        // Whoever has a role of the organisation's own has no other.
        if (reference.columns.includes("custom_role")) row.role = "custom";
        return row;
      };
      const foreign = pointing((column) => target[column]);
      const missing = pointing(() => newId());
      // In the text an id is told back to the one who sent it; nothing else may differ.
      const ids = /[0-9a-f]{8}-[0-9a-f-]{27}/g;
      await asAcme(role, async (attempt) => {
        const sql = insertSql(name, Object.keys(foreign));
        const [a, b] = [
          await attempt(sql, [JSON.stringify(foreign)]),
          await attempt(sql, [JSON.stringify(missing)]),
        ];
        const expected = columnsBound(table, reference.columns) ? null : "23503";
        expect([a.code, b.code]).toEqual([expected, expected]);
        expect(a.told.replace(ids, "")).toBe(b.told.replace(ids, ""));
      });
    },
  );

  it("is tried for every table that a role fills and that points somewhere", () => {
    expect(references.length).toBeGreaterThan(8);
  });
});

/** Whether the policy alone decides where a reference leads: it names tenant and workspace only. */
function columnsBound(table: TenantTable, columns: readonly string[]): boolean {
  return columns.every(
    (column) => column === "tenant_id" || (table.byWorkspace && column === "workspace_id"),
  );
}
