import { afterAll, describe, expect, it } from "vitest";
import { RUNTIME_ROLES, testDatabase } from "@/lib/db/testing";
import {
  attempting,
  freshRow,
  insertSql,
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
const scoped = tables.filter((table) => table.byWorkspace);
const first = await seed(database, tables);
const second = await seed(database, tables, first);
const stranger = await seed(database, tables);
const rights = (await rightsOf(database, RUNTIME_ROLES)).filter((right) =>
  scoped.some((table) => table.name === right.table),
);

function pairs(has: (right: (typeof rights)[number]) => boolean) {
  return rights.filter(has).map((right) => ({
    role: right.role,
    table: scoped.find((table) => table.name === right.table) as TenantTable,
    columns: right.update,
  }));
}

/** What the role sees of a table under a token of the first seed's tenant with these workspaces. */
function seenWith(role: string, table: TenantTable, workspaceIds: unknown): Promise<unknown[]> {
  const token = tokenFor(database, first.tenantId, [], { workspace_ids: workspaceIds });
  return attempting(database, role, token, async (attempt) => {
    const { rows, told } = await attempt(`select workspace_id from portcullis."${table.name}"`);
    expect(told).toBe("");
    return rows.map((row) => row.workspace_id).sort();
  });
}

it("the two seeds are two workspaces of one tenant, with rows in every scoped table", () => {
  expect(scoped.length).toBeGreaterThanOrEqual(7);
  expect(second.tenantId).toBe(first.tenantId);
  expect(second.workspaceId).not.toBe(first.workspaceId);
  for (const { name } of scoped) {
    expect.soft([name, second.rows.get(name)?.workspace_id]).toEqual([name, second.workspaceId]);
  }
});

describe.each(pairs((right) => right.select))("$role reading $table.name", ({ role, table }) => {
  it("sees the workspaces that the token names, and no other of the tenant", async () => {
    expect(await seenWith(role, table, [first.workspaceId])).toEqual([first.workspaceId]);
    expect(await seenWith(role, table, [second.workspaceId])).toEqual([second.workspaceId]);
    const both = [first.workspaceId, second.workspaceId].sort();
    expect(await seenWith(role, table, both)).toEqual(both);
  });

  it("sees nothing where the token names none, another tenant's, or what is no list of ids", async () => {
    const { workspaceId } = first;
    const claims = [
      [],
      [stranger.workspaceId],
      undefined,
      null,
      workspaceId,
      { 0: workspaceId },
      [[workspaceId]],
      [null, 7, ""],
      `{${workspaceId}}`,
      ["*"],
    ];
    for (const claim of claims) {
      expect.soft([claim, await seenWith(role, table, claim)]).toEqual([claim, []]);
    }
  });
});

describe.each(pairs((right) => right.insert.length > 0))(
  "$role writing $table.name",
  ({ role, table }) => {
    it("cannot insert into a workspace that the token does not name", async () => {
      const insertAs = async (of: Seed) => {
        const row = await freshRow(database, table, of);
        const token = tokenFor(database, first.tenantId, [first.workspaceId]);
        return attempting(database, role, token, (attempt) =>
          attempt(insertSql(table.name, Object.keys(row)), [JSON.stringify(row)]),
        );
      };
      expect([null, "23505"]).toContain((await insertAs(first)).code);
      expect((await insertAs(second)).code).toBe("42501");
    });
  },
);

describe.each(pairs((right) => right.update.length > 0))(
  "$role changing $table.name",
  ({ role, table, columns }) => {
    it("cannot move a row to another workspace, and reaches none of a workspace it does not name", async () => {
      const token = tokenFor(database, first.tenantId, [first.workspaceId]);
      await attempting(database, role, token, async (attempt) => {
        const move = `update portcullis."${table.name}" set workspace_id = $1`;
        expect((await attempt(move, [second.workspaceId])).code).toBe("42501");
        const touch = `update portcullis."${table.name}" set "${columns[0]}" = "${columns[0]}" where workspace_id = $1`;
        expect((await attempt(touch, [second.workspaceId])).count).toBe(0);
        expect((await attempt(touch, [first.workspaceId])).count).toBe(1);
      });
    });
  },
);
