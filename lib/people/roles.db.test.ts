import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import {
  addMember,
  type Caller,
  change,
  changeRole,
  createRole,
  listRoles,
  removeRole,
  renameTenant,
} from "@/lib/access";
import { createApiKey, resolveApiKeyCaller, revokeApiKey, rotateApiKey } from "@/lib/credentials";
import { makeSession, makeTenant, type TestTenant } from "@/lib/db/testing";
import { CONNECTION, REQUEST, type TestMembers, testMembers } from "@/lib/identity/testing/members";
import { loadConfig, newId } from "@/lib/kernel";
import { codeOf } from "@/lib/kernel/testing/code-of";
import { listServers } from "@/lib/servers";
import { changeMemberRole } from "./change-member-role";
import { changeMemberWorkspaces } from "./change-member-workspaces";
import { getMember } from "./list-members";
import { removeMember } from "./remove-member";

let test: TestMembers;
let tenant: TestTenant;
let owner: Caller;
beforeAll(async () => {
  test = await testMembers();
});
afterAll(() => test.database.drop());
beforeEach(async () => {
  tenant = await test.newTenant();
  owner = await test.callerOf(await test.signedIn(tenant));
});

/** A new member with this role, signed in, as a door sees them now. */
async function member(role: string, more: { workspaces?: string[] } = {}) {
  const subject = randomUUID();
  const { id } = await addMember(test.db, owner, {
    ...{ email: `${subject}@x.test`, name: "Somebody", role },
    reach: more.workspaces ? { every: false, workspaces: more.workspaces } : undefined,
    identity: { connection: CONNECTION, subject },
  });
  const result = await test.signIn(tenant, { subject });
  if (!result.ok) throw new Error(result.reason);
  const token = result.token.reveal();
  return { id, now: () => test.callerOf(token) };
}
const role = (permissions: string[], by: Caller = owner) =>
  createRole(test, by, { name: randomUUID(), description: "", permissions: permissions as never });

async function newWorkspace(): Promise<string> {
  const id = newId();
  await test.database.admin(
    "insert into portcullis.workspaces (tenant_id, id, slug, name, salt) values ($1, $2, $3, 'Second', decode(repeat('00', 32), 'hex'))",
    [tenant.tenantId, id, `w-${id}`],
  );
  return id;
}

it("a role of one's own holds what it says and no more, from the next request on", async () => {
  const made = await role(["servers:read", "members:read"]);
  const somebody = await member(made.id);
  const before = await somebody.now();
  expect([...before.permissions].sort()).toEqual(["members:read", "servers:read"]);
  expect(before).toMatchObject({ role: null, customRole: { id: made.id } });
  expect(await codeOf(renameTenant(test, before, { name: "x" }))).toBe("forbidden");
  await changeRole(test, owner, made.id, {
    ...{ name: "Settings", description: "", permissions: ["workspaces:write"], version: 1 },
  });
  const after = await somebody.now();
  expect([...after.permissions]).toEqual(["workspaces:write"]);
  expect(await codeOf(renameTenant(test, after, { name: "x" }))).toBe("done");
  expect(await getMember(test, owner, somebody.id)).toMatchObject({
    role: "custom",
    customRole: { name: "Settings" },
    permissions: ["workspaces:write"],
  });
});

it("nobody grants what they do not hold: by making a role, by widening one, or by giving it", async () => {
  const admin = await (await member("admin")).now();
  expect(await codeOf(role(["admin:all"], admin))).toBe("unprocessable");
  const all = await role(["admin:all"]);
  const viewer = await member("viewer");
  expect(await codeOf(changeMemberRole(test, admin, viewer.id, { role: all.id }))).toBe(
    "forbidden",
  );
  const little = await role(["servers:read"], admin);
  const widen = (by: Caller, permissions: string[], version: number, id = little.id) =>
    codeOf(
      changeRole(test, by, id, {
        ...{ name: id, description: "", permissions: permissions as never, version },
      }),
    );
  expect(await widen(admin, ["admin:all"], 1)).toBe("unprocessable");
  expect(await widen(admin, ["servers:read"], 1, all.id)).toBe("forbidden");
  expect(await codeOf(removeRole(test, admin, all.id))).toBe("forbidden");
  const keeper = await (await member((await role(["roles:write"])).id)).now();
  expect(await widen(keeper, ["roles:write"], 1)).toBe("forbidden");
  // Who has a role that was widened in the meantime is above who gave it.
  await changeMemberRole(test, admin, viewer.id, { role: little.id });
  expect(await widen(owner, ["admin:all"], 1)).toBe("done");
  expect(await codeOf(removeMember(test, admin, viewer.id, { keys: "keep" }))).toBe("forbidden");
});

it("the levels above L3 are given by who may do everything", async () => {
  const admin = await (await member("admin")).now();
  const { id } = await member("viewer");
  const give = (by: Caller, approverLevel?: number, ref = "approver") =>
    codeOf(changeMemberRole(test, by, id, { role: ref, approverLevel }));
  expect(await give(admin)).toBe("done");
  expect(await getMember(test, owner, id)).toMatchObject({ role: "approver", approverLevel: 1 });
  expect(await give(admin, 3)).toBe("done");
  expect(await give(admin, 4)).toBe("forbidden");
  expect(await give(owner, 5)).toBe("done");
  expect(await give(owner, 1, "viewer")).toBe("unprocessable");
  expect(await give(owner, undefined, "viewer")).toBe("done");
  expect(await getMember(test, owner, id)).toMatchObject({ approverLevel: null });
  expect(await test.ledgerOf(tenant)).toContain(
    "member.role-changed: role:approver(L3)->approver(L5)",
  );
});

it("a role is not called what a built-in one is, so that nobody is taken for an owner, or was one in a review", async () => {
  const named = (name: string) =>
    createRole(test, owner, { name, description: "", permissions: ["servers:read"] });
  for (const name of ["owner", "Owner", "OWNER", "Policy manager", "policy_manager"])
    expect(await codeOf(named(name))).toBe("conflict");
  const { id } = await named("Owner of tickets");
  const change = (name: string, version: number) =>
    changeRole(test, owner, id, {
      ...{ name, description: "", permissions: ["servers:read"], version, keys: "follow" },
    } as never);
  expect(await codeOf(change("Admin", 1))).toBe("conflict");
  // One that was called so before can still be changed.
  await test.database.admin("update portcullis.roles set name = 'Admin' where id = $1", [id]);
  expect(await codeOf(change("Admin", 1))).toBe("done");
});

it("a role is taken away once nobody has it, and another's is answered as nobody's", async () => {
  const made = await role(["servers:read"]);
  const { id } = await member(made.id);
  expect(await codeOf(removeRole(test, owner, made.id))).toBe("conflict");
  await changeMemberRole(test, owner, id, { role: "viewer" });
  expect(await codeOf(removeRole(test, owner, made.id))).toBe("done");
  expect(await codeOf(changeMemberRole(test, owner, id, { role: made.id }))).toBe("unprocessable");
  const foreign = await makeTenant(test.database);
  const theirs = await createRole(
    test,
    {
      ...{ ...owner, ...foreign.identity, actor: foreign.identity.subject },
      session: await makeSession(test.database, foreign),
    },
    { name: "theirs", description: "", permissions: ["servers:read"] },
  );
  expect(await codeOf(changeMemberRole(test, owner, id, { role: theirs.id }))).toBe(
    "unprocessable",
  );
  expect(await codeOf(removeRole(test, owner, theirs.id))).toBe("not_found");
  expect((await listRoles(test, owner)).data.some((one) => one.id === theirs.id)).toBe(false);
});

it("a request that was under way does not finish with what was taken from its caller", async () => {
  const admin = await member("admin");
  const caller = await admin.now();
  const taken: (() => Promise<unknown>)[] = [
    () => changeMemberRole(test, owner, admin.id, { role: "viewer" }),
    () => removeMember(test, owner, admin.id, { keys: "keep" }),
  ];
  for (const [n, take] of taken.entries()) {
    const code = await codeOf(
      change(test.db, caller, "workspaces:write", async (tx) => {
        await tx.tenant.updateMany({ data: { name: "Not this" } });
        await take();
        const entry = {
          type: "tenant.renamed",
          action: "x",
          target: "x",
          outcome: "done",
        } as const;
        return { result: null, entry };
      }),
    );
    expect(code).toBe(["forbidden", "unauthenticated"][n]);
  }
  const [row] = await test.database.admin(
    "select name from portcullis.tenants where tenant_id = $1",
    [tenant.tenantId],
  );
  expect(row).toEqual({ name: `Tenant ${tenant.slug}` });
  expect((await test.ledgerOf(tenant)).filter((one) => one.startsWith("tenant."))).toEqual([]);
});

it("nor does one of a key that was revoked in between; a key may still end itself", async () => {
  const capabilities = ["api-keys:write", "workspaces:write"];
  const made = await createApiKey(test, owner, { name: "k", capabilities });
  const key = (await resolveApiKeyCaller(test, made.token.reveal(), REQUEST)) as Caller;
  const code = await codeOf(
    change(test.db, key, "workspaces:write", async () => {
      await revokeApiKey(test, owner, made.id);
      const entry = { type: "tenant.renamed", action: "x", target: "x", outcome: "done" } as const;
      return { result: null, entry };
    }),
  );
  expect(code).toBe("unauthenticated");
  const second = await createApiKey(test, owner, { name: "k", capabilities });
  const itself = (await resolveApiKeyCaller(test, second.token.reveal(), REQUEST)) as Caller;
  await rotateApiKey(test, itself, second.id, { overlapSeconds: 0 });
  const third = await createApiKey(test, owner, { name: "k", capabilities });
  const again = (await resolveApiKeyCaller(test, third.token.reveal(), REQUEST)) as Caller;
  expect(await codeOf(revokeApiKey(test, again, third.id))).toBe("done");
});

it("a member sees the workspaces that are listed for them, and gives no other", async () => {
  const second = await newWorkspace();
  const confined = await member("admin", { workspaces: [second] });
  const caller = await confined.now();
  expect(caller.workspaceIds).toEqual([second]);
  const config = loadConfig({ NODE_ENV: "test", PORTCULLIS_MODE: "evaluation" });
  await test.database.admin(
    "insert into portcullis.servers (tenant_id, workspace_id, id, name, url, kind, created_by) values ($1, $2, $3, 'first', 'http://x', 'http', 'x'), ($1, $4, $5, 'second', 'http://x', 'http', 'x')",
    [tenant.tenantId, tenant.workspaceId, newId(), second, newId()],
  );
  const seen = async (by: Caller) =>
    (await listServers({ db: test.db, config }, by, { limit: 10 })).data
      .map(({ name }) => name)
      .sort();
  expect(await seen(caller)).toEqual(["second"]);
  expect(await seen(await test.callerOf(await test.signedIn(tenant)))).toEqual(["first", "second"]);
  const other = await member("viewer");
  const place = (by: Caller, id: string, workspaces: "every" | string[]) =>
    codeOf(changeMemberWorkspaces(test, by, id, { workspaces }));
  // Who sees every workspace is above who sees one.
  expect(await place(caller, other.id, [second])).toBe("forbidden");
  expect(await place(owner, other.id, [second])).toBe("done");
  expect(await place(caller, other.id, "every")).toBe("forbidden");
  expect(await place(caller, other.id, [tenant.workspaceId])).toBe("unprocessable");
  expect(await place(caller, other.id, [])).toBe("done");
  expect((await other.now()).workspaceIds).toEqual([]);
  const { id } = await addMember(test.db, caller, {
    ...{ email: "new@x.test", name: "New", role: "viewer" },
    identity: { connection: CONNECTION, subject: randomUUID() },
  });
  expect(await getMember(test, owner, id)).toMatchObject({ workspaces: [second] });
  const key = await createApiKey(test, caller, { name: "k", capabilities: ["servers:read"] });
  const found = await resolveApiKeyCaller(test, key.token.reveal(), REQUEST);
  expect(found?.workspaceIds).toEqual([second]);
  const wide = await createApiKey(test, owner, { name: "k", capabilities: ["servers:read"] });
  expect(await codeOf(rotateApiKey(test, caller, wide.id, { overlapSeconds: 0 }))).toBe(
    "forbidden",
  );
  // What is listed does not bind who may do everything.
  expect(await codeOf(changeMemberRole(test, owner, confined.id, { role: "owner" }))).toBe("done");
  expect((await confined.now()).workspaceIds.toSorted()).toEqual(
    [tenant.workspaceId, second].sort(),
  );
});
