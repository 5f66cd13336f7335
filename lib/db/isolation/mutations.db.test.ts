import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkBoot, checkCatalogue, type Database } from "@/lib/db";
import { type TestDatabase, testDatabase } from "@/lib/db/testing";
import { loadConfig } from "@/lib/kernel";
import { FUNCTION_MUTATIONS } from "./mutations/functions";
import type { Mutation } from "./mutations/mutation";
import { ROLE_MUTATIONS } from "./mutations/roles";
import { TABLE_MUTATIONS } from "./mutations/tables";
import { rolledBack } from "./support";

/*
 * Each safeguard is broken once, and each break must be reported and must stop a process that
 * starts. The break is made in a transaction that is rolled back, since roles belong to the cluster;
 * the check runs in it as the role that starts, which sees less of the catalogue than a superuser.
 */
let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

const config = loadConfig({ PORTCULLIS_MODE: "evaluation" } as unknown as NodeJS.ProcessEnv);
const STARTS = [
  "portcullis_web",
  "portcullis_gate",
  "portcullis_worker",
  "portcullis_ledger_reader",
] as const;

describe.each([
  ["of a table", TABLE_MUTATIONS],
  ["of a role", ROLE_MUTATIONS],
  ["of a function", FUNCTION_MUTATIONS],
] as const)("a break %s is reported and stops the start:", (_, mutations: readonly Mutation[]) => {
  it.each(mutations)("%s", async (_what, reported, sql) => {
    await rolledBack(database, async (client) => {
      await client.query(sql);
      await client.query("set local role portcullis_web");
      const faults = await checkCatalogue(client as unknown as Database["pool"]);
      expect(faults.map((fault) => fault.object)).toContainEqual(expect.stringContaining(reported));
      const start = checkBoot({ pool: client } as unknown as Database, config);
      await expect(start).rejects.toThrow("does not keep tenants apart");
    });
  });
});

it.each(STARTS)("an untouched database is without fault, and %s starts on it", async (role) => {
  const db = database.open(role, { connections: 1 });
  expect(await checkCatalogue(db.pool)).toEqual([]);
  await expect(checkBoot(db, config)).resolves.toBeUndefined();
});

it("every role that starts is stopped over a connection of its own", async () => {
  const broken = await testDatabase();
  try {
    await broken.admin("alter table portcullis.members no force row level security");
    for (const role of STARTS) {
      await expect(checkBoot(broken.open(role), config)).rejects.toThrow(
        /members: .*not enabled and forced/,
      );
    }
  } finally {
    await broken.drop();
  }
});

it("a database of another mode is refused", async () => {
  const production = { ...config, mode: "production" as const };
  await expect(checkBoot(database.open(), production)).rejects.toThrow("made for evaluation mode");
});
