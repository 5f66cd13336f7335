import { afterAll, beforeAll, expect, it } from "vitest";
import { makeSession, makeTenant, type TestTenant } from "@/lib/db/testing";
import { mapGroup, rotateDirectoryToken } from "@/lib/directory";
import { addConnection } from "@/lib/identity/testing/members";
import { house } from "../../rooms";
import { type TestApi, testApi } from "../testing/api";
import { memberOf, newPerson, scimAs, testDirectory } from "./testing/directory";

let api: TestApi;
let tenant: TestTenant;
beforeAll(async () => {
  api = await testApi();
  tenant = await makeTenant(api.database);
  await addConnection(api.database, tenant.tenantId);
  await makeSession(api.database, tenant);
});
afterAll(() => api.database.drop());

const roleOf = async (subject: string) => {
  const [row] = await api.database.admin<{ role: string }>(
    `select m.role from portcullis.members m
     join portcullis.member_identities i on i.tenant_id = m.tenant_id and i.member_id = m.id
     where m.tenant_id = $1 and i.subject = $2 and m.status = 'active'`,
    [tenant.tenantId, subject],
  );
  return row?.role ?? null;
};

it("by a token of theirs nobody gives what they do not hold, though somebody above has mapped it", async () => {
  const rooms = await house();
  const directory = await testDirectory(tenant, { defaultRole: null });
  const { body: group } = await directory.scim("POST", "/Groups", { displayName: "Admins" });
  const mapping = { role: "admin" } as Parameters<typeof mapGroup>[4];
  await mapGroup(rooms, directory.owner, directory.id, group.id, mapping);
  // Whoever keeps the directory, and is no admin, takes its token into their own hands.
  const keeper = {
    ...memberOf(tenant),
    permissions: new Set(["directory:write", "members:write", "servers:read"] as const),
  };
  const { token } = await rotateDirectoryToken(rooms, keeper, directory.id, { overlapSeconds: 0 });
  const scim = (
    ...asked: Parameters<typeof scimAs> extends [string, ...infer Rest] ? Rest : never
  ) => scimAs(token.reveal(), ...asked);
  const join = (id: string, op: "add" | "remove") =>
    scim("PATCH", `/Groups/${group.id}`, {
      Operations: [{ op, path: "members", value: [{ value: id }] }],
    });
  const mallory = newPerson();
  const { body: person } = await scim("POST", "/Users", mallory);
  await join(person.id, "add");
  expect(await roleOf(mallory.externalId)).toBeNull();
  // Nor is somebody raised who is in already, nor brought back as more than the token's maker is.
  await api.database.admin(
    "update portcullis.directories set default_role = 'viewer' where tenant_id = $1",
    [tenant.tenantId],
  );
  await api.database.admin(
    "update portcullis.directory_tokens set capabilities = capabilities || $2::text[] where tenant_id = $1",
    [tenant.tenantId, [...memberOf(tenant, "viewer").permissions]],
  );
  const trudy = newPerson();
  const { body: other } = await scim("POST", "/Users", trudy);
  expect(await roleOf(trudy.externalId)).toBe("viewer");
  await join(other.id, "add");
  expect(await roleOf(trudy.externalId)).toBe("viewer");
  // By the hands of somebody who is an admin, the same word is followed.
  const { token: again } = await rotateDirectoryToken(rooms, directory.owner, directory.id, {
    overlapSeconds: 0,
  });
  for (const members of [[], [{ value: person.id }, { value: other.id }]])
    await scimAs(again.reveal(), "PUT", `/Groups/${group.id}`, { displayName: "Admins", members });
  expect([await roleOf(mallory.externalId), await roleOf(trudy.externalId)]).toEqual([
    "admin",
    "admin",
  ]);
});

it("by a token of an admin nobody comes in as an owner: neither how one is known nor their address changes", async () => {
  const directory = await testDirectory(tenant, { role: "admin" });
  const [boss, clerk] = [await directory.hire(), await directory.hire()];
  await api.database.admin(
    `update portcullis.members m set role = 'owner' from portcullis.member_identities i
     where i.tenant_id = m.tenant_id and i.member_id = m.id and m.tenant_id = $1 and i.subject = $2`,
    [tenant.tenantId, boss.externalId],
  );
  const say = (person: { id: string }, part: object) =>
    directory.scim("PATCH", `/Users/${person.id}`, {
      Operations: [{ op: "replace", value: part }],
    });
  expect((await say(boss, { externalId: "mallory" })).status).toBe(403);
  expect((await say(boss, { emails: [{ value: "mallory@people.test" }] })).status).toBe(403);
  expect(await roleOf("mallory")).toBeNull();
  expect(await roleOf(boss.externalId)).toBe("owner");
  expect((await say(boss, { displayName: "The Boss", title: "Boss" })).status).toBe(200);
  expect((await say(clerk, { externalId: "clerk" })).status).toBe(200);
  expect(await roleOf("clerk")).toBe("viewer");
});

it("by a token that they have seen nobody climbs back: its maker gives no more than they still may", async () => {
  const rooms = await house();
  const owner = await testDirectory(tenant, { defaultRole: "viewer" });
  const { body: group } = await owner.scim("POST", "/Groups", { displayName: "Chiefs" });
  const mapping = { role: "admin" } as Parameters<typeof mapGroup>[4];
  await mapGroup(rooms, owner.owner, owner.id, group.id, mapping);
  const [fallen, leaver] = [await owner.hire(), await owner.hire()];
  const [row] = await api.database.admin<{ id: string }>(
    "select member_id::text as id from portcullis.directory_users where id = $1",
    [fallen.id],
  );
  await api.database.admin(
    "update portcullis.directory_tokens set created_by = $2 where directory_id = $1",
    [owner.id, `member:${row?.id}`],
  );
  await owner.scim("PATCH", `/Groups/${group.id}`, {
    Operations: [{ op: "add", path: "members", value: [{ value: fallen.id }] }],
  });
  expect(await roleOf(fallen.externalId)).toBe("viewer");
  // Who leaves is put out as before, and who comes in gets what its maker still may give.
  await api.database.admin(
    `update portcullis.members m set role = 'admin' from portcullis.member_identities i
     where i.tenant_id = m.tenant_id and i.member_id = m.id and m.tenant_id = $1 and i.subject = $2`,
    [tenant.tenantId, leaver.externalId],
  );
  expect((await owner.scim("DELETE", `/Users/${leaver.id}`)).status).toBe(204);
  expect(await roleOf(leaver.externalId)).toBeNull();
  expect(await roleOf((await owner.hire()).externalId)).toBe("viewer");
});

it("answers what is no text where one stands as a fault of the client's", async () => {
  const directory = await testDirectory(tenant);
  const person = await directory.hire();
  const statuses: number[] = [];
  for (const op of [{}, [], null, 1])
    statuses.push(
      (await directory.scim("PATCH", `/Users/${person.id}`, { Operations: [{ op }] })).status,
    );
  for (const part of [{ filter: {} }, { attributes: [{}] }, { count: {} }, { startIndex: [[]] }])
    statuses.push((await directory.scim("POST", "/Users/.search", part)).status);
  expect(statuses).toEqual(statuses.map(() => 400));
});
