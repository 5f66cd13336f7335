import { afterAll, expect, it } from "vitest";
import { RUNTIME_ROLES, testDatabase } from "@/lib/db/testing";
import { attempting, rightsOf, seed, tenantTables, tokenFor } from "./support";

/* Ledger, decisions and quotas: written by the definer's functions and by nobody else. */
const database = await testDatabase();
afterAll(() => database.drop());
const acme = await seed(database, await tenantTables(database));

const WRITTEN_BY_FUNCTIONS = [
  "ledger_entries",
  "ledger_heads",
  "decisions",
  "quota_counters",
  "quota_reservations",
];
/** The worker clears away windows that are past; nothing else may touch them. */
const CLEARED_BY: Readonly<Record<string, readonly string[]>> = {
  quota_counters: ["portcullis_worker"],
  quota_reservations: ["portcullis_worker"],
};

it.each(WRITTEN_BY_FUNCTIONS)(
  "%s cannot be inserted into, changed or emptied by a runtime role",
  async (table) => {
    const name = `portcullis.${table}`;
    for (const role of RUNTIME_ROLES) {
      await attempting(
        database,
        role,
        tokenFor(database, acme.tenantId, [acme.workspaceId]),
        async (attempt) => {
          for (const sql of [
            `insert into ${name} (tenant_id) select tenant_id from ${name}`,
            `insert into ${name} default values`,
            `update ${name} set tenant_id = tenant_id`,
            `truncate ${name}`,
          ]) {
            expect.soft([role, sql, (await attempt(sql)).code]).toEqual([role, sql, "42501"]);
          }
          const cleared = CLEARED_BY[table]?.includes(role) ? null : "42501";
          expect.soft([role, (await attempt(`delete from ${name}`)).code]).toEqual([role, cleared]);
        },
      );
    }
  },
);

it("the definer itself may add to the ledger, and neither change nor remove what stands", async () => {
  const [held] = await rightsOf(database, ["portcullis_definer"]).then((rights) =>
    rights.filter((right) => right.table === "ledger_entries"),
  );
  expect(held).toMatchObject({ delete: false, update: [] });
});
