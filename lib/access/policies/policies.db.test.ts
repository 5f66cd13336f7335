import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { actingInSession } from "@/lib/access/testing/acting";
import {
  makeSession,
  makeTenant,
  type TestDatabase,
  type TestTenant,
  testDatabase,
} from "@/lib/db/testing";
import { codeOf } from "@/lib/kernel/testing/code-of";
import type { Caller } from "../caller";
import type { Role } from "../permissions";
import { changePolicy, POLICY_SECTIONS, readPolicy } from ".";

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
  return actingInSession(of, role);
}
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

it.each([
  ["mfa", { roles: ["viewer", "nobody"] }, "/document/roles/1"],
  ["mfa", { roles: [randomUUID()] }, "/document/roles/0"],
  ["api-keys", { networks: ["192.0.2.0/24", "::ffff:0:0/96"] }, "/document/networks/1"],
  ["api-keys", { networks: ["::/1"] }, "/document/networks/0"],
] as const)("says nothing that cannot be meant: %s %j", async (section, part, path) => {
  const document = POLICY_SECTIONS[section].parse(part) as never;
  const refused = changePolicy(rooms, as("admin"), section, { version: 0, document });
  await expect(refused).rejects.toMatchObject({
    code: "unprocessable",
    extensions: { fields: [{ path }] },
  });
});

it("goes on requiring a factor of a role that was removed since, and of those there are", async () => {
  const gone = randomUUID();
  await database.admin(
    `insert into portcullis.tenant_policies (tenant_id, section, version, document, changed_by)
     values ($1, 'mfa', 1, jsonb_build_object('roles', jsonb_build_array($2::text)), 'test')`,
    [other.tenantId, gone],
  );
  await makeSession(database, other);
  const document = POLICY_SECTIONS.mfa.parse({ roles: [gone, "owner"] });
  const by = as("admin", other);
  expect((await changePolicy(rooms, by, "mfa", { version: 1, document })).version).toBe(2);
});

it("lets nothing pass on a guess: what has not the section's form is no policy", async () => {
  await database.admin(
    `update portcullis.tenant_policies set document = '{"idleMinutes": "for ever"}' where tenant_id = $1`,
    [tenant.tenantId],
  );
  expect(await codeOf(readPolicy(rooms, as("admin"), "sessions"))).toBe("unavailable");
});
