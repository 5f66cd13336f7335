import { afterAll, beforeAll, expect, it } from "vitest";
import type { Database } from "@/lib/db";
import { makeTenant, type TestDatabase, type TestTenant, testDatabase } from "@/lib/db/testing";
import { newId } from "@/lib/kernel";
import type { Caller } from "./caller";
import { nameRecords } from "./name-records";
import { type Permission, permissionsOf } from "./permissions";

let database: TestDatabase;
let db: Database;
let tenant: TestTenant;
let other: TestTenant;

beforeAll(async () => {
  database = await testDatabase();
  db = database.open();
  tenant = await makeTenant(database);
  other = await makeTenant(database);
});
afterAll(() => database.drop());

function caller(permissions: ReadonlySet<Permission> = permissionsOf("viewer")): Caller {
  return {
    ...tenant.identity,
    kind: "member",
    actor: `member:${tenant.memberId}`,
    name: "Owner",
    role: "viewer",
    permissions,
    source: "console",
  };
}

it("names what exists, and leaves out what does not, is no id, or is another tenant's", async () => {
  const names = await nameRecords({ db }, caller(), [
    `member:${tenant.memberId}`,
    `member:${other.memberId}`,
    `member:${newId()}`,
    "member:nobody",
    "system:worker",
  ]);
  expect([...names]).toEqual([[`member:${tenant.memberId}`, "Owner"]]);
});

it("names nothing of a kind the caller may not read", async () => {
  const names = await nameRecords({ db }, caller(new Set(["ledger:read"])), [
    `member:${tenant.memberId}`,
  ]);
  expect(names.size).toBe(0);
});
