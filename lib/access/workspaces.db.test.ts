import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { Database } from "@/lib/db";
import { makeTenant, type TestDatabase, type TestTenant, testDatabase } from "@/lib/db/testing";
import { newId } from "@/lib/kernel";
import { codeOf } from "@/lib/kernel/testing/code-of";
import {
  archiveWorkspace,
  type Caller,
  chooseWorkspace,
  createWorkspace,
  listWorkspaces,
  type Role,
  read,
  readSettings,
  renameWorkspace,
  reopenWorkspace,
  standingOf,
} from ".";

let database: TestDatabase;
let db: Database;
let tenant: TestTenant;
beforeAll(async () => {
  database = await testDatabase();
  db = database.open();
});
afterAll(() => database.drop());
beforeEach(async () => {
  tenant = await makeTenant(database);
});

/** The owner as a door sees them now, or somebody of that role in these workspaces. */
async function as(role: Role = "owner", workspaces?: string[]): Promise<Caller> {
  const { tenantId } = tenant;
  let id = tenant.memberId;
  if (role !== "owner" || workspaces !== undefined) {
    id = newId();
    await database.admin(
      "insert into portcullis.members (tenant_id, id, email, name, role, every_workspace) values ($1, $2, $3, 'Somebody', $4, $5)",
      [tenantId, id, `${id}@x.test`, role, workspaces === undefined],
    );
    for (const workspace of workspaces ?? [])
      await database.admin(
        "insert into portcullis.member_workspaces (tenant_id, member_id, workspace, created_by) values ($1, $2, $3, 'test')",
        [tenantId, id, workspace],
      );
  }
  const standing = await standingOf(db, tenant.identity, id);
  if (standing === null) throw new Error("no member");
  const { permissions, workspaceIds } = standing;
  const who = { kind: "member", actor: `member:${id}`, name: "Somebody", role } as const;
  return { ...tenant.identity, ...who, permissions, workspaceIds, source: "console" };
}
const make = async (slug: string) =>
  (await createWorkspace({ db }, await as(), { name: slug, slug })).id;
const placed = (caller: Caller, wanted?: string) =>
  read(db, caller, "servers:read", (tx) => chooseWorkspace(tx, caller, wanted));

it("a new workspace is seen by who sees every one, and by nobody who was not placed in it", async () => {
  const [confined, admin] = [await as("admin", [tenant.workspaceId]), await as("admin")];
  const id = await make("second");
  expect((await as("admin")).workspaceIds).toContain(id);
  const names = async (by: Caller) =>
    (await listWorkspaces({ db }, by)).data.map(({ slug }) => slug);
  expect(await names(admin)).toEqual(["main", "second"]);
  expect(await names(confined)).toEqual(["main"]);
  expect((await readSettings({ db }, confined)).workspaces).toHaveLength(1);
  expect(await codeOf(renameWorkspace({ db }, confined, id, { name: "Mine" }))).toBe("not_found");
  expect(await codeOf(archiveWorkspace({ db }, confined, id))).toBe("not_found");
  const more = createWorkspace({ db }, confined, { name: "x", slug: "third" });
  expect(await codeOf(more)).toBe("forbidden");
  const taken = createWorkspace({ db }, admin, { name: "x", slug: "second" });
  expect(await codeOf(taken)).toBe("conflict");
  expect(await codeOf(createWorkspace({ db }, await as("viewer"), { name: "x", slug: "v" }))).toBe(
    "forbidden",
  );
});

it("what is put away takes nothing new, and stays readable until it is taken back", async () => {
  const id = await make("second");
  expect(await placed(await as(), id)).toBe(id);
  await archiveWorkspace({ db }, await as(), id);
  expect(await codeOf(placed(await as(), id))).toBe("unprocessable");
  expect(await placed(await as())).toBe(tenant.workspaceId);
  expect((await as()).workspaceIds).toContain(id);
  expect(await codeOf(archiveWorkspace({ db }, await as(), tenant.workspaceId))).toBe("conflict");
  await reopenWorkspace({ db }, await as(), id);
  expect(await placed(await as(), id)).toBe(id);
  const rows = await database.admin<{ type: string }>(
    "select type from portcullis.ledger_entries where tenant_id = $1 order by seq",
    [tenant.tenantId],
  );
  expect(rows.map(({ type }) => type)).toEqual([
    ...["workspace.created", "workspace.archived", "workspace.reopened"],
  ]);
});

it("one that holds a server is not put away, nor are the last two at the same moment", async () => {
  const id = await make("second");
  await database.admin(
    "insert into portcullis.servers (tenant_id, workspace_id, id, name, url, kind, created_by) values ($1, $2, $3, 'held', 'http://x', 'http', 'x')",
    [tenant.tenantId, id, newId()],
  );
  const owner = await as();
  expect(await codeOf(archiveWorkspace({ db }, owner, id))).toBe("conflict");
  await database.admin("update portcullis.servers set removed_at = now() where workspace_id = $1", [
    id,
  ]);
  const both = await Promise.all(
    [id, tenant.workspaceId].map((one) => codeOf(archiveWorkspace({ db }, owner, one))),
  );
  expect(both.sort()).toEqual(["conflict", "done"]);
});

it("another organisation's is answered as none", async () => {
  const other = await makeTenant(database);
  const owner = await as();
  for (const id of [other.workspaceId, newId(), "x"]) {
    expect(await codeOf(archiveWorkspace({ db }, owner, id))).toBe("not_found");
    expect(await codeOf(reopenWorkspace({ db }, owner, id))).toBe("not_found");
  }
  expect(await codeOf(placed(owner, other.workspaceId))).toBe("unprocessable");
});
