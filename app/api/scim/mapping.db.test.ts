import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  type Caller,
  changePolicy,
  createRole,
  createWorkspace,
  type PolicyOf,
  readPolicy,
  removeRole,
} from "@/lib/access";
import { makeSession, makeTenant, type TestTenant } from "@/lib/db/testing";
import {
  changeDirectory,
  countDegradedDirectories,
  listDegradedDirectories,
  listDirectoryGroups,
  mapGroup,
  previewDefaultRole,
  previewMapping,
} from "@/lib/directory";
import { addConnection } from "@/lib/identity/testing/members";
import { Problem } from "@/lib/kernel";
import { changeMemberWorkspaces } from "@/lib/people";
import { type House, house } from "../../rooms";
import { type TestApi, testApi } from "../testing/api";
import { memberOf, standingOf, type TestDirectory, testDirectory } from "./testing/directory";

/* What the groups of a directory give: roles of the organisation's own, and workspaces. */
let api: TestApi;
let rooms: House;
let tenant: TestTenant;
let owner: Caller;
let directory: TestDirectory;
let second: string;
beforeAll(async () => {
  api = await testApi();
  rooms = await house();
});
afterAll(() => api.database.drop());
beforeEach(async () => {
  tenant = await ready();
  owner = memberOf(tenant);
  second = (await createWorkspace(rooms, owner, { name: "Second", slug: "second" })).id;
  directory = await testDirectory(tenant);
});

async function ready(): Promise<TestTenant> {
  const made = await makeTenant(api.database);
  await addConnection(api.database, made.tenantId);
  await makeSession(api.database, made);
  return made;
}

/** What somebody is now: their role, and the workspaces they see. */
async function now(subject: string) {
  const [row] = await api.database.admin<{ role: string; sees: string[] | "every" }>(
    `select coalesce(m.custom_role::text, m.role) as role, case when m.every_workspace then to_jsonb('every'::text)
       else to_jsonb(array(select w.workspace::text from portcullis.member_workspaces w
         where w.tenant_id = m.tenant_id and w.member_id = m.id and w.left_at is null order by 1)) end as sees
     from portcullis.members m join portcullis.member_identities i on i.tenant_id = m.tenant_id and i.member_id = m.id
     where m.tenant_id = $1 and i.subject = $2`,
    [tenant.tenantId, subject],
  );
  return row;
}

async function groupOf(people: readonly { id: string }[]): Promise<string> {
  const members = people.map(({ id }) => ({ value: id }));
  const { body } = await directory.scim("POST", "/Groups", { displayName: "Group", members });
  return String(body.id);
}
const map = (group: string, mapping: Parameters<typeof mapGroup>[4]) =>
  mapGroup(rooms, owner, directory.id, group, mapping);
const takeOut = (group: string) =>
  directory.scim("PATCH", `/Groups/${group}`, {
    Operations: [{ op: "remove", path: "members" }],
  });
async function newcomers(document: PolicyOf<"newcomers">, by = owner) {
  const { version } = await readPolicy(rooms, by, "newcomers");
  await changePolicy(rooms, by, "newcomers", { version, document });
}
const codeOf = async (work: Promise<unknown>) =>
  await work.then(
    () => "done",
    (thrown: unknown) => (thrown instanceof Problem ? thrown.code : String(thrown)),
  );

describe("who comes in by a directory", () => {
  it("sees the first workspace and no later one, or what the organisation says of newcomers", async () => {
    const sees = async () => (await now((await directory.hire()).externalId))?.sees;
    expect(await sees()).toEqual([tenant.workspaceId]);
    await newcomers({ see: "listed", workspaces: [second] });
    expect(await sees()).toEqual([second]);
    await newcomers({ see: "listed", workspaces: [] });
    expect(await sees()).toEqual([]);
    await newcomers({ see: "every", workspaces: [] });
    expect(await sees()).toBe("every");
  });

  it("sees what their groups give together, at once, and what newcomers see when none gives any", async () => {
    const person = await directory.hire();
    const sees = async () => (await now(person.externalId))?.sees;
    const first = await groupOf([person]);
    await map(first, { role: null, workspaces: [second] });
    expect(await sees()).toEqual([second]);
    const other = await groupOf([person]);
    await map(other, { role: null, workspaces: [tenant.workspaceId] });
    expect(await sees()).toEqual([tenant.workspaceId, second].sort());
    await map(other, { role: null, workspaces: "every" });
    expect(await sees()).toBe("every");
    await takeOut(other);
    expect(await sees()).toEqual([second]);
    await directory.scim("DELETE", `/Groups/${first}`);
    expect(await sees()).toEqual([tenant.workspaceId]);
  });

  it("keeps what was changed by hand until the directory says something new", async () => {
    const person = await directory.hire();
    const sees = async () => (await now(person.externalId))?.sees;
    const group = await groupOf([person]);
    await map(group, { role: "viewer", workspaces: [second] });
    const { id = "" } = (await standingOf(api, tenant, person.externalId)) ?? {};
    await changeMemberWorkspaces(rooms, owner, id, { workspaces: "every" });
    await map(group, { role: "auditor", workspaces: [second] });
    expect(await now(person.externalId)).toEqual({ role: "auditor", sees: "every" });
    await map(group, { role: "auditor", workspaces: [tenant.workspaceId] });
    expect(await sees()).toEqual([tenant.workspaceId]);
  });

  it("comes back to what their groups give, not to what they once saw", async () => {
    const person = await directory.hire();
    const set = (active: boolean) =>
      directory.scim("PATCH", `/Users/${person.id}`, {
        Operations: [{ op: "replace", value: { active } }],
      });
    await map(await groupOf([person]), { role: "viewer", workspaces: [second] });
    const { id = "" } = (await standingOf(api, tenant, person.externalId)) ?? {};
    await changeMemberWorkspaces(rooms, owner, id, { workspaces: "every" });
    await set(false);
    await set(true);
    expect(await now(person.externalId)).toEqual({ role: "viewer", sees: [second] });
  });

  it("goes even where what is said of newcomers cannot be understood", async () => {
    const person = await directory.hire();
    await api.database.admin(
      `insert into portcullis.tenant_policies (tenant_id, section, version, document, changed_by)
       values ($1, 'newcomers', 1, '{"see":"everything"}', 'system:test')`,
      [tenant.tenantId],
    );
    expect((await directory.scim("POST", "/Users", { userName: "a@b.test" })).status).not.toBe(201);
    expect((await directory.scim("DELETE", `/Users/${person.id}`)).status).toBe(204);
    expect(await standingOf(api, tenant, person.externalId)).toMatchObject({ status: "removed" });
  });
});

describe("a role of the organisation's own", () => {
  it("is given by a group, is not removed while one gives it, and goes with the group", async () => {
    const person = await directory.hire();
    const given = { name: "Release", description: "", permissions: ["rules:write" as const] };
    const { id } = await createRole(rooms, owner, given);
    const group = await groupOf([person]);
    await map(group, { role: id });
    expect(await now(person.externalId)).toMatchObject({ role: id });
    expect(await codeOf(removeRole(rooms, owner, id))).toBe("conflict");
    await takeOut(group);
    expect(await now(person.externalId)).toMatchObject({ role: "viewer" });
    expect(await codeOf(removeRole(rooms, owner, id))).toBe("conflict");
    await map(group, { role: null });
    expect(await codeOf(removeRole(rooms, owner, id))).toBe("done");
    expect(await codeOf(map(group, { role: id }))).toBe("unprocessable");
  });
});

describe("a mapping", () => {
  it("is shown beforehand as it then comes about, and showing it changes nothing", async () => {
    const [one, two] = [await directory.hire(), await directory.hire()];
    const group = await groupOf([one, two]);
    await map(group, { role: "policy_manager", workspaces: null });
    const mapping = { role: "auditor", workspaces: [second] };
    const before = await now(one.externalId);
    const shown = await previewMapping(rooms, owner, directory.id, group, mapping);
    expect(shown).toMatchObject({ people: 2, total: 2 });
    expect(shown.changes[0]).toEqual({
      ...{ userName: one.userName, name: "Test Person", does: "change", why: null },
      ...{ roleNow: "policy_manager", roleThen: "auditor" },
      gains: ["api-keys:read", "directory:read", "reviews:read", "sessions:read", "sign-in:read"],
      loses: ["grants:write", "rules:write"],
      ...{ workspacesNow: [tenant.workspaceId], workspacesThen: [second] },
    });
    expect(await now(one.externalId)).toEqual(before);
    expect((await map(group, mapping)).changed).toBe(2);
    expect(await now(two.externalId)).toEqual({ role: "auditor", sees: [second] });
    const { data } = await listDirectoryGroups(rooms, owner, directory.id, { limit: 5 });
    expect(data).toMatchObject([{ role: "auditor", workspaces: [second] }]);
  });

  it("and a role without one are shown beforehand alike: whom a group gives more, and who has left, stay", async () => {
    const [one, two, three] = [
      await directory.hire(),
      await directory.hire(),
      await directory.hire(),
    ];
    await map(await groupOf([two]), { role: "policy_manager", workspaces: null });
    const preview = (defaultRole: string | null, by = owner) =>
      previewDefaultRole(rooms, by, directory.id, { defaultRole });
    const userNames = [one.userName, three.userName].sort();
    for (const [defaultRole, does, roleThen] of [
      ["auditor", "change", "auditor"],
      [null, "end", null],
    ] as const) {
      const shown = await preview(defaultRole);
      expect(shown).toMatchObject({ people: 3, total: 2 });
      expect(shown.changes.map(({ userName }) => userName).sort()).toEqual(userNames);
      expect(shown.changes[0]).toMatchObject({ does, roleNow: "viewer", roleThen });
    }
    expect(await now(one.externalId)).toMatchObject({ role: "viewer" });
    expect(await preview("viewer")).toEqual({ people: 0, changes: [], total: 0 });
    expect(await codeOf(preview(second))).toBe("unprocessable");
    expect(await codeOf(preview("auditor", memberOf(await ready())))).toBe("not_found");
    const told = (await preview("auditor")).total;
    const changed = await changeDirectory(rooms, owner, directory.id, {
      ...{ name: "Okta", defaultRole: "auditor", silentAfterHours: 24 },
    });
    expect(changed.changed).toBe(told);
    expect(await now(three.externalId)).toMatchObject({ role: "auditor" });
    expect(await now(two.externalId)).toMatchObject({ role: "policy_manager" });
  });

  it("gives nobody what its maker does not hold, nor what is another organisation's", async () => {
    const group = await groupOf([await directory.hire()]);
    const own = { description: "", permissions: ["admin:all" as const] };
    const { id } = await createRole(rooms, owner, { name: "Mighty", ...own });
    const theirs = await ready();
    const foreign = await createRole(rooms, memberOf(theirs), { name: "Theirs", ...own });
    const admin = memberOf(tenant, "admin");
    const by = (caller: Caller, mapping: Parameters<typeof mapGroup>[4]) =>
      codeOf(mapGroup(rooms, caller, directory.id, group, mapping));
    expect(await by(admin, { role: id })).toBe("forbidden");
    expect(await by(owner, { role: foreign.id })).toBe("unprocessable");
    expect(await by(owner, { role: null, workspaces: [theirs.workspaceId] })).toBe("unprocessable");
    expect(await by(memberOf(theirs), { role: null })).toBe("not_found");
    await api.database.admin(
      "update portcullis.members set role = 'admin', every_workspace = false where tenant_id = $1 and id = $2",
      [tenant.tenantId, tenant.memberId],
    );
    expect(await by(admin, { role: "viewer", workspaces: "every" })).toBe("forbidden");
    for (const see of ["every", "first"] as const)
      expect(await codeOf(newcomers({ see, workspaces: [] }, admin))).toBe("forbidden");
    expect(await codeOf(newcomers({ see: "listed", workspaces: [second] }, admin))).toBe(
      "unprocessable",
    );
  });
});

it("a directory that falls silent or is refused is told to who may see it, and counted in readiness", async () => {
  const told = async (by = owner) =>
    (await listDegradedDirectories(rooms, by)).map(({ id, state }) => [id, state]);
  const counted = await countDegradedDirectories(rooms.db);
  expect(await told()).toEqual([]);
  await directory.hire();
  const heard = (ago: string) =>
    api.database.admin(
      "update portcullis.directory_tokens set last_used_at = now() - $2::interval where tenant_id = $1",
      [tenant.tenantId, ago],
    );
  await heard("6 days");
  expect(await told()).toEqual([]);
  await heard("8 days");
  expect(await told()).toEqual([[directory.id, "silent"]]);
  expect(await countDegradedDirectories(rooms.db)).toBe(counted + 1);
  expect(await told(memberOf(tenant, "viewer"))).toEqual([]);
  expect(await told(memberOf(await ready()))).toEqual([]);
  const quiet = { name: "Quiet", defaultRole: "viewer", silentAfterHours: null };
  await changeDirectory(rooms, owner, directory.id, quiet);
  expect(await told()).toEqual([]);
  expect(await countDegradedDirectories(rooms.db)).toBe(counted);
  await directory.scim("POST", "/Users", { userName: "nobody" });
  expect(await told()).toEqual([[directory.id, "failing"]]);
  expect(await countDegradedDirectories(rooms.db)).toBe(counted + 1);
});
