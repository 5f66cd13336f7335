import { afterAll, beforeAll, expect, it } from "vitest";
import { makeSession, makeTenant, type TestTenant } from "@/lib/db/testing";
import { mapGroup } from "@/lib/directory";
import { addConnection } from "@/lib/identity/testing/members";
import { house } from "../../rooms";
import { type TestApi, testApi } from "../testing/api";
import { testDirectory } from "./testing/directory";

let api: TestApi;
let tenant: TestTenant;
beforeAll(async () => {
  api = await testApi();
  tenant = await makeTenant(api.database);
  await addConnection(api.database, tenant.tenantId);
  await makeSession(api.database, tenant);
});
afterAll(() => api.database.drop());

/** How many people of the directory stand so. */
const standing = async () =>
  await api.database.admin(
    `select m.status, m.role, m.every_workspace as every, count(*)::int as n from portcullis.members m
     where m.tenant_id = $1 and m.id <> $2 group by 1, 2, 3`,
    [tenant.tenantId, tenant.memberId],
  );

it("a group of a thousand people comes in, changes and goes in one transaction each", async () => {
  const rooms = await house();
  const directory = await testDirectory(tenant, { defaultRole: null });
  const { body: group } = await directory.scim("POST", "/Groups", { displayName: "All" });
  await api.database.admin(
    `with people as (
       insert into portcullis.directory_users (tenant_id, directory_id, id, user_name, user_key, external_id, document, active)
       select $1, $2, gen_random_uuid(), name, name, name, jsonb_build_object('userName', name, 'externalId', name), true
       from (select 'p' || n || '@people.test' as name from generate_series(1, 1000) as n) as names
       returning id)
     insert into portcullis.directory_group_members (tenant_id, directory_id, group_id, user_id)
     select $1, $2, $3, id from people`,
    [tenant.tenantId, directory.id, group.id],
  );
  const map = (role: string, workspaces: "every" | null) =>
    mapGroup(rooms, directory.owner, directory.id, group.id, { role, workspaces });
  expect((await map("viewer", null)).changed).toBe(1000);
  expect(await standing()).toEqual([{ status: "active", role: "viewer", every: false, n: 1000 }]);
  expect((await map("policy_manager", "every")).changed).toBe(1000);
  const changed = { role: "policy_manager", every: true, n: 1000 };
  expect(await standing()).toEqual([{ status: "active", ...changed }]);
  expect((await directory.scim("DELETE", `/Groups/${group.id}`)).status).toBe(204);
  expect(await standing()).toEqual([{ status: "removed", ...changed }]);
}, 60_000);
