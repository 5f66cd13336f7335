import { afterAll, describe, expect, it } from "vitest";
import { databaseProblem } from "@/lib/db";
import { RUNTIME_ROLES, testDatabase } from "@/lib/db/testing";
import { PROBLEMS } from "@/lib/kernel";
import {
  attempting,
  freshRow,
  insertSql,
  type Outcome,
  rightsOf,
  seed,
  tenantTables,
  tokenFor,
  worthlessTokens,
} from "./support";

const database = await testDatabase();
afterAll(() => database.drop());
const tables = await tenantTables(database);
const rights = await rightsOf(database, RUNTIME_ROLES);
const mine = await seed(database, tables);
const drafts = new Map<string, object>();
for (const table of tables) drafts.set(table.name, await freshRow(database, table, mine));

type Statement = {
  readonly sql: string;
  readonly values: readonly unknown[];
  readonly write: boolean;
};

/** Every way of touching tenants' rows that the role has, named by table and command. */
function statements(role: string): Map<string, Statement> {
  const all = new Map<string, Statement>();
  const held = rights.filter((right) => right.role === role);
  const readable = held.filter((right) => right.select).map((right) => right.table);
  if (readable.length > 0) {
    const parts = readable.map((name) => `select '${name}' as found from portcullis."${name}"`);
    all.set("read every table", { sql: parts.join(" union all "), values: [], write: false });
  }
  for (const { table, insert, update, ...right } of held) {
    const name = `portcullis."${table}"`;
    const draft = drafts.get(table) ?? {};
    if (insert.length > 0) {
      const sql = insertSql(table, Object.keys(draft));
      all.set(`insert into ${table}`, { sql, values: [JSON.stringify(draft)], write: true });
    }
    if (update[0] !== undefined) {
      const sql = `update ${name} set "${update[0]}" = "${update[0]}"`;
      all.set(`update ${table}`, { sql, values: [], write: false });
    }
    if (right.delete)
      all.set(`delete from ${table}`, { sql: `delete from ${name}`, values: [], write: false });
  }
  return all;
}

/** Runs them all under one token and gives what each answered. */
function touchEverything(role: string, token: string | undefined): Promise<Map<string, Outcome>> {
  return attempting(database, role, token, async (attempt) => {
    const outcomes = new Map<string, Outcome>();
    for (const [name, { sql, values }] of statements(role)) {
      outcomes.set(name, await attempt(sql, values));
    }
    return outcomes;
  });
}

const roles = RUNTIME_ROLES.filter((role) => statements(role).size > 0);
const absent = new Map<string, Map<string, Outcome>>();
for (const role of roles) absent.set(role, await touchEverything(role, undefined));

describe.each(roles)("%s", (role) => {
  it("reads and writes with a good token whatever it holds a right to", async () => {
    const outcomes = await touchEverything(
      role,
      tokenFor(database, mine.tenantId, [mine.workspaceId]),
    );
    for (const [name, { code, count }] of outcomes) {
      // A table whose key is all references is full with the row that was seeded.
      if (code === "23505" && name.startsWith("insert")) continue;
      // A row that others refer to is kept by them, and not by the policy.
      if (code === "23503" && name.startsWith("delete")) continue;
      expect.soft([name, code, count > 0]).toEqual([name, null, true]);
    }
  });

  it("reads no row and writes none without a token", () => {
    for (const [name, { write }] of statements(role)) {
      const outcome = absent.get(role)?.get(name);
      expect.soft([name, outcome?.code, outcome?.count]).toEqual([name, write ? "42501" : null, 0]);
    }
  });

  it.each([...worthlessTokens(database, mine.tenantId, [mine.workspaceId])])(
    "gets the answers of no token under %s",
    async (_, token) => {
      for (const [name, { code, count, told }] of await touchEverything(role, token)) {
        const without = absent.get(role)?.get(name);
        expect.soft([name, code, count, told]).toEqual([name, without?.code, 0, without?.told]);
      }
    },
  );

  it("has every refusal mapped to one problem that tells nothing of the table", () => {
    const problems = [...(absent.get(role)?.values() ?? [])]
      .filter((outcome) => outcome.code !== null)
      .map((outcome) => databaseProblem(outcome.error));
    for (const problem of problems) {
      expect(problem).toMatchObject({
        code: "database_token_rejected",
        detail: PROBLEMS.database_token_rejected.meaning,
        extensions: {},
      });
    }
  });
});
