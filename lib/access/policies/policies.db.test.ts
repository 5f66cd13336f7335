import { afterAll, beforeAll, expect, it } from "vitest";
import {
  makeSession,
  makeTenant,
  type TestDatabase,
  type TestTenant,
  testDatabase,
} from "@/lib/db/testing";
import { Problem } from "@/lib/kernel";
import type { Caller } from "../caller";
import { permissionsOf, type Role } from "../permissions";
import { changePolicy, readPolicy } from ".";

let database: TestDatabase;
let rooms: { db: ReturnType<TestDatabase["open"]> };
let tenant: TestTenant;
let other: TestTenant;
beforeAll(async () => {
  database = await testDatabase();
  rooms = { db: database.open() };
  tenant = await makeTenant(database);
  other = await makeTenant(database);
  await makeSession(database, tenant);
});
afterAll(() => database.drop());

function as(role: Role, of = tenant): Caller {
  return {
    ...of.identity,
    kind: "member",
    actor: of.identity.subject,
    name: "Somebody",
    role,
    permissions: permissionsOf(role),
    source: "console",
    session: { id: of.memberId },
  };
}
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (error: unknown) => (error instanceof Problem ? error.code : String(error)),
  );
const change = (version: number, by = as("admin")) =>
  changePolicy(rooms, by, "sessions", { version, document: {} as never });

it("holds by default until it is changed, once for each version that was read, and no other's is touched", async () => {
  expect(await readPolicy(rooms, as("admin"), "sessions")).toMatchObject({ version: 0 });
  const first = await Promise.all([codeOf(change(0)), codeOf(change(0)), codeOf(change(0))]);
  expect(first.sort()).toEqual(["conflict", "conflict", "done"]);
  expect((await change(1)).version).toBe(2);
  expect(await codeOf(change(1))).toBe("conflict");
  expect(await readPolicy(rooms, as("admin"), "sessions")).toMatchObject({
    version: 2,
    changedBy: tenant.identity.subject,
  });
  expect(await readPolicy(rooms, as("admin", other), "sessions")).toMatchObject({ version: 0 });
  const entries = await database.admin(
    "select target from portcullis.ledger_entries where tenant_id = $1 and type = 'policy.changed'",
    [tenant.tenantId],
  );
  expect(entries).toEqual([{ target: "policy:sessions" }, { target: "policy:sessions" }]);
});

it("is changed by nobody without the permission", async () => {
  expect(await codeOf(change(2, as("policy_manager")))).toBe("forbidden");
  expect(await codeOf(readPolicy(rooms, as("viewer"), "sessions"))).toBe("forbidden");
});

it("lets nothing pass on a guess: what has not the section's form is no policy", async () => {
  await database.admin(
    `update portcullis.tenant_policies set document = '{"idleMinutes": "for ever"}' where tenant_id = $1`,
    [tenant.tenantId],
  );
  expect(await codeOf(readPolicy(rooms, as("admin"), "sessions"))).toBe("unavailable");
});
