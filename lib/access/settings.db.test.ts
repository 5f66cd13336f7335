import { afterAll, beforeAll, expect, it } from "vitest";
import { acting } from "@/lib/access/testing/acting";
import { makeTenant, type TestDatabase, type TestTenant, testDatabase } from "@/lib/db/testing";
import { newId } from "@/lib/kernel";
import { codeOf } from "@/lib/kernel/testing/code-of";
import type { Caller } from "./caller";
import type { Role } from "./permissions";
import { readSettings } from "./read-settings";
import { renameTenant, renameWorkspace } from "./rename";

let database: TestDatabase;
let rooms: { db: ReturnType<TestDatabase["open"]> };
let tenant: TestTenant;
let other: TestTenant;
beforeAll(async () => {
  database = await testDatabase();
  rooms = { db: database.open() };
  tenant = await makeTenant(database);
  other = await makeTenant(database);
});
afterAll(() => database.drop());

function as(role: Role): Caller {
  return acting(tenant, role);
}

it("an organisation and its workspace are renamed, their addresses and ids stay, no other's is touched", async () => {
  const { seq } = (await renameTenant(rooms, as("admin"), { name: "Acme Europe" })).receipt;
  await renameWorkspace(rooms, as("admin"), tenant.workspaceId, { name: "Production" });
  const settings = await readSettings(rooms, as("viewer"));
  expect(settings.tenant).toMatchObject({
    id: tenant.tenantId,
    slug: tenant.slug,
    name: "Acme Europe",
  });
  expect(settings.workspaces).toMatchObject([
    { id: tenant.workspaceId, slug: "main", name: "Production" },
  ]);
  const [theirs] = await database.admin(
    "select t.name as tenant, w.name as workspace from portcullis.tenants t join portcullis.workspaces w using (tenant_id) where t.tenant_id = $1",
    [other.tenantId],
  );
  expect(theirs).toEqual({ tenant: `Tenant ${other.slug}`, workspace: "Main" });
  const entries = await database.admin(
    "select type, target from portcullis.ledger_entries where tenant_id = $1 and seq >= $2 order by seq",
    [tenant.tenantId, seq],
  );
  expect(entries).toEqual([
    { type: "tenant.renamed", target: `tenant:${tenant.tenantId}` },
    { type: "workspace.renamed", target: `workspace:${tenant.workspaceId}` },
  ]);
});

it("the ledger holds nothing of the name itself", async () => {
  const name = "A name that must not be in the ledger";
  await renameTenant(rooms, as("owner"), { name });
  const rows = await database.admin<{ bytes: string }>(
    "select convert_from(bytes, 'UTF8') as bytes from portcullis.ledger_entries where tenant_id = $1",
    [tenant.tenantId],
  );
  expect(rows.some(({ bytes }) => bytes.includes(name))).toBe(false);
});

it("who may not change settings renames nothing", async () => {
  for (const role of ["viewer", "policy_manager", "auditor"] as const) {
    expect(await codeOf(renameTenant(rooms, as(role), { name: "x" }))).toBe("forbidden");
  }
});

it("another organisation's workspace is answered as none", async () => {
  for (const id of [other.workspaceId, newId(), "x"]) {
    expect(await codeOf(renameWorkspace(rooms, as("owner"), id, { name: "x" }))).toBe("not_found");
  }
});
