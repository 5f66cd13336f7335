import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addMember, type Caller, permissionsOf, type Role, systemCaller } from "@/lib/access";
import { createApiKey, listApiKeys, resolveApiKeyCaller, rotateApiKey } from "@/lib/credentials";
import { makeSession, makeTenant, type TestTenant } from "@/lib/db/testing";
import { resolveSessionCaller } from "@/lib/identity";
import { CONNECTION, REQUEST, type TestMembers, testMembers } from "@/lib/identity/testing/members";
import { newId } from "@/lib/kernel";
import { codeOf } from "@/lib/kernel/testing/code-of";
import { changeMemberRole } from "./change-member-role";
import { getMember, listMembers, memberHistory } from "./list-members";
import { removeMember } from "./remove-member";
import { restoreMember } from "./restore-member";

let test: TestMembers;
let tenant: TestTenant;
let owner: Caller;
beforeAll(async () => {
  test = await testMembers();
});
afterAll(() => test.database.drop());

function as(role: Role, id: string, of: TestTenant = tenant): Caller {
  return {
    ...of.identity,
    kind: "member",
    actor: `member:${id}`,
    name: "Somebody",
    role,
    permissions: permissionsOf(role),
    source: "console",
    session: { id },
  };
}

/** The same, who has just signed in. */
async function fresh(role: Role, id: string): Promise<Caller> {
  await makeSession(test.database, { tenantId: tenant.tenantId, memberId: id });
  return as(role, id);
}

/** A tenant with one owner, who acts. */
async function begin() {
  tenant = await test.newTenant();
  owner = await fresh("owner", tenant.memberId);
}

async function add(role: Role, subject: string = randomUUID()): Promise<string> {
  const identity = { connection: CONNECTION, subject };
  const { id } = await addMember(test.db, owner, {
    email: `${subject}@x.test`,
    name: role,
    role,
    identity,
  });
  return id;
}

async function signedIn(subject: string): Promise<string> {
  const result = await test.signIn(tenant, { subject });
  if (!result.ok) throw new Error(result.reason);
  return result.token.reveal();
}
const callerOf = (token: string) => resolveSessionCaller({ db: test.db }, token, REQUEST);

describe("a member's role", () => {
  beforeAll(begin);

  it("holds from their next request on, and the change stands in the ledger", async () => {
    const id = await add("viewer", "riser");
    const token = await signedIn("riser");
    expect((await callerOf(token))?.role).toBe("viewer");
    await changeMemberRole(test, owner, id, { role: "policy_manager" });
    expect((await callerOf(token))?.role).toBe("policy_manager");
    expect(await test.ledgerOf(tenant)).toContain(
      "member.role-changed: role:viewer->policy_manager",
    );
  });

  it("above the caller's own is not given, nor taken from one who has it", async () => {
    const admin = await fresh("admin", await add("admin"));
    const [viewer, secondOwner] = [await add("viewer"), await add("owner")];
    expect(await codeOf(changeMemberRole(test, admin, viewer, { role: "owner" }))).toBe(
      "forbidden",
    );
    expect(await codeOf(changeMemberRole(test, admin, secondOwner, { role: "viewer" }))).toBe(
      "forbidden",
    );
    expect(await codeOf(removeMember(test, admin, secondOwner, { keys: "revoke" }))).toBe(
      "forbidden",
    );
  });

  it("is not one's own to change", async () => {
    const id = await add("admin");
    expect(await codeOf(changeMemberRole(test, as("admin", id), id, { role: "viewer" }))).toBe(
      "forbidden",
    );
  });

  it.each(["viewer", "policy_manager", "auditor"] as const)("is not a %s's to give", async (by) => {
    const [caller, other] = [as(by, newId()), await add("viewer")];
    expect(await codeOf(changeMemberRole(test, caller, other, { role: "viewer" }))).toBe(
      "forbidden",
    );
  });

  it("of another tenant's member is answered as nobody's", async () => {
    const foreign = await makeTenant(test.database);
    for (const id of [foreign.memberId, newId(), "x"]) {
      expect(await codeOf(changeMemberRole(test, owner, id, { role: "viewer" }))).toBe("not_found");
      expect(await codeOf(getMember(test, owner, id))).toBe("not_found");
    }
  });
});

describe("the last owner", () => {
  beforeAll(begin);

  it("stays, whoever asks", async () => {
    const { memberId } = tenant;
    // One that nobody made: a key of theirs would judge in its maker's own case.
    const house = systemCaller("setup", tenant.identity);
    const made = await createApiKey(test, house, { name: "k", capabilities: ["admin:all"] });
    const key: Caller = { ...owner, kind: "api-key", actor: `api-key:${made.id}` };
    expect(await codeOf(removeMember(test, key, memberId, { keys: "keep" }))).toBe("last_owner");
    expect(await codeOf(changeMemberRole(test, key, memberId, { role: "admin" }))).toBe(
      "last_owner",
    );
  });

  it("stays when two owners put each other out at the same moment", async () => {
    const second = await add("owner");
    const other = await fresh("owner", second);
    const results = await Promise.all([
      codeOf(changeMemberRole(test, owner, second, { role: "viewer" })),
      codeOf(changeMemberRole(test, other, tenant.memberId, { role: "viewer" })),
    ]);
    expect(results.sort()).toEqual(["done", "last_owner"]);
    const { data } = await listMembers(test, owner, { limit: 50 });
    expect(data.filter(({ role }) => role === "owner")).toHaveLength(1);
  });
});

describe("a removed member", () => {
  beforeAll(begin);

  it("is signed out at once, cannot sign in, and stays on record as a former one", async () => {
    const id = await add("viewer", "leaver");
    const token = await signedIn("leaver");
    expect(await getMember(test, owner, id)).toMatchObject({ sessions: 1, status: "active" });
    const removed = await removeMember(test, owner, id, { keys: "revoke" });
    expect(removed).toMatchObject({ sessionsEnded: 1, keysRevoked: 0 });
    expect(await callerOf(token)).toBeNull();
    expect(await test.signIn(tenant, { subject: "leaver" })).toMatchObject({
      reason: "member-removed",
    });
    expect(await getMember(test, owner, id)).toMatchObject({ status: "removed", sessions: 0 });
    const active = await listMembers(test, owner, { limit: 50, status: "active" });
    expect(active.data.some((member) => member.id === id)).toBe(false);
    expect(await codeOf(removeMember(test, owner, id, { keys: "revoke" }))).toBe("not_found");
  });

  it("leaves no key behind that they made, nor one that such a key made, but what others rotated", async () => {
    const id = await add("admin");
    const maker = await fresh("admin", id);
    const make = (by: Caller, capabilities: string[]) =>
      createApiKey(test, by, { name: "k", capabilities, expiresAt: null });
    const resolve = (token: { reveal(): string }) =>
      resolveApiKeyCaller(test, token.reveal(), REQUEST);
    const first = await make(maker, ["api-keys:write", "servers:read"]);
    const itself = (await resolve(first.token)) as Caller;
    const child = await make(itself, ["servers:read"]);
    const renewed = await rotateApiKey(test, itself, first.id, { overlapSeconds: 600 });
    const taken = await make(maker, ["servers:read"]);
    const theirs = await rotateApiKey(test, owner, taken.id, { overlapSeconds: 0 });
    const others = await make(owner, ["servers:read"]);
    const removed = await removeMember(test, owner, id, { keys: "revoke" });
    expect(removed.keysRevoked).toBe(3);
    for (const gone of [first, child, renewed]) expect(await resolve(gone.token)).toBeNull();
    for (const kept of [theirs, others]) expect(await resolve(kept.token)).not.toBeNull();
    const entries = await test.ledgerOf(tenant);
    expect(entries.filter((entry) => entry === "api-key.revoked: member-removed")).toHaveLength(3);
    expect(entries).toContain("member.removed: keys:revoked");
  });

  it("makes no way back in, and puts nobody out, with a request that was under way", async () => {
    const [id, other] = [await add("owner"), await add("viewer")];
    const late = await fresh("owner", id);
    const key = await createApiKey(test, owner, {
      name: "k",
      capabilities: ["servers:read"],
      expiresAt: null,
    });
    await removeMember(test, owner, id, { keys: "revoke" });
    const wanted = { name: "late", capabilities: ["servers:read"], expiresAt: null };
    const identity = { connection: CONNECTION, subject: randomUUID() };
    const person = { email: "late@x.test", name: "Late", role: "owner" as const, identity };
    for (const tried of [
      () => createApiKey(test, late, wanted),
      () => rotateApiKey(test, late, key.id, { overlapSeconds: 0 }),
      () => addMember(test.db, late, person),
      () => removeMember(test, late, other, { keys: "keep" }),
      () => changeMemberRole(test, late, other, { role: "owner" }),
      () => restoreMember(test, late, id, { role: "owner" }),
    ]) {
      expect(await codeOf(tried())).toBe("unauthenticated");
    }
    expect(await resolveApiKeyCaller(test, key.token.reveal(), REQUEST)).not.toBeNull();
  });

  it("leaves no key behind that a key of theirs makes at the same moment", async () => {
    const id = await add("admin");
    const key = await createApiKey(test, await fresh("admin", id), {
      name: "k",
      capabilities: ["api-keys:write"],
      expiresAt: null,
    });
    const making = test.database.admin(
      `with held as materialized (select * from portcullis.api_keys where id = $1 for share),
         made as (insert into portcullis.api_keys (tenant_id, id, name, token_hash, last_four, capabilities, created_by)
           select tenant_id, $2, 'late', sha256('late'), last_four, capabilities, 'api-key:' || id from held)
       select pg_sleep(0.5) from held`,
      [key.id, newId()],
    );
    await new Promise((wake) => setTimeout(wake, 150));
    const removed = await removeMember(test, owner, id, { keys: "revoke" });
    await making;
    expect(removed.keysRevoked).toBe(2);
  });

  it("may leave keys that go on working, which are marked until somebody rotates them", async () => {
    const id = await add("admin");
    const key = await createApiKey(test, await fresh("admin", id), {
      name: "kept",
      capabilities: ["servers:read"],
      expiresAt: null,
    });
    await removeMember(test, owner, id, { keys: "keep" });
    expect(await resolveApiKeyCaller(test, key.token.reveal(), REQUEST)).not.toBeNull();
    const marked = async () =>
      (await listApiKeys(test, owner, { limit: 50, state: "live" })).data
        .filter(({ makerRemoved }) => makerRemoved)
        .map((one) => one.id);
    expect(await marked()).toEqual([key.id]);
    await rotateApiKey(test, owner, key.id, { overlapSeconds: 0 });
    expect(await marked()).toEqual([]);
  });

  it("can be restored with a role that the caller holds, and signs in as before", async () => {
    const id = await add("viewer", "returner");
    await removeMember(test, owner, id, { keys: "revoke" });
    const admin = await fresh("admin", await add("admin"));
    expect(await codeOf(restoreMember(test, admin, id, { role: "owner" }))).toBe("forbidden");
    await restoreMember(test, admin, id, { role: "auditor" });
    expect((await callerOf(await signedIn("returner")))?.role).toBe("auditor");
    expect(await codeOf(restoreMember(test, admin, id, { role: "viewer" }))).toBe("not_found");
    const history = await memberHistory(test, owner, id);
    expect(history?.map(({ type }) => type)).toEqual([
      "session.started",
      "member.restored",
      "member.removed",
      "member.added",
    ]);
  });
});

describe("the members", () => {
  beforeAll(begin);

  it("are listed as they came, a page at a time, with their last sign-in from the ledger", async () => {
    await add("viewer", "first");
    await add("viewer", "second");
    await signedIn("second");
    await test.database.admin("delete from portcullis.sessions where tenant_id = $1", [
      tenant.tenantId,
    ]);
    const byName = await listMembers(test, owner, { limit: 200, sort: "-name" });
    const sorted = byName.data.map(({ name }) => name);
    expect(sorted).toEqual([...sorted].sort().reverse());
    const page = await listMembers(test, owner, { limit: 2 });
    const rest = await listMembers(test, owner, { limit: 2, cursor: page.nextCursor });
    const all = [...page.data, ...rest.data];
    expect(all.map(({ identities }) => identities[0]?.subject)).toEqual([
      "subject-1",
      "first",
      "second",
    ]);
    expect(rest.nextCursor).toBeNull();
    expect(all.map(({ lastSignInAt }) => lastSignInAt !== null)).toEqual([false, false, true]);
  });

  it("are each known by one address and one subject, former ones too", async () => {
    owner = await fresh("owner", tenant.memberId);
    const id = await add("viewer", "taken");
    await removeMember(test, owner, id, { keys: "revoke" });
    const again = (email: string, subject: string) =>
      addMember(test.db, owner, {
        email,
        name: "Again",
        role: "viewer",
        identity: { connection: CONNECTION, subject },
      });
    expect(await codeOf(again("TAKEN@x.test", "other"))).toBe("conflict");
    expect(await codeOf(again("other@x.test", "taken"))).toBe("conflict");
  });
});
