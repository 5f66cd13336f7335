import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import {
  type Caller,
  createRole,
  createWorkspace,
  type Permission,
  permissionsOf,
  removeRole,
} from "@/lib/access";
import { makeSession, type TestTenant } from "@/lib/db/testing";
import { newId } from "@/lib/kernel";
import { codeOf } from "@/lib/kernel/testing/code-of";
import { changeConnection } from "./connections";
import { type TestMembers, testMembers } from "./testing/members";

/* What somebody gets who comes in by a connection for the first time. */
let test: TestMembers;
let tenant: TestTenant;
let owner: Caller;
let second: string;
beforeAll(async () => {
  test = await testMembers();
});
afterAll(() => test.database.drop());
beforeEach(async () => {
  tenant = await ready();
  owner = callerOf(tenant);
  second = (await createWorkspace(test, owner, { name: "Second", slug: "second" })).id;
});

async function ready(): Promise<TestTenant> {
  const made = await test.newTenant();
  await makeSession(test.database, made);
  await test.database.admin(
    `insert into portcullis.domains (tenant_id, id, name, state, challenge, created_by)
     values ($1, $2, 'own.test', 'verified', 'twenty-characters-long', 'system:test')`,
    [made.tenantId, newId()],
  );
  return made;
}
function callerOf(of: TestTenant, permissions: Iterable<Permission> = permissionsOf("owner")) {
  return {
    ...of.identity,
    ...{ kind: "member", actor: `member:${of.memberId}`, name: "Owner", role: null },
    ...{ permissions: new Set(permissions), source: "console", session: { id: of.memberId } },
  } as Caller;
}
async function change(part: object, by = owner): Promise<string> {
  const [row] = await test.database.admin<{ id: string; version: number }>(
    "select id, version from portcullis.connections where tenant_id = $1",
    [tenant.tenantId],
  );
  const input = { version: row?.version ?? 0, ...part };
  return await codeOf(changeConnection(test, by, row?.id ?? "", input));
}

/** Signs somebody in who has never been here; gives what they became. */
async function comes(...groups: string[]) {
  const email = `${randomUUID()}@own.test`;
  const claims = { email, name: "New", groups, raw: {} };
  const result = await test.signIn(tenant, { subject: email, claims });
  if (!result.ok) return result.reason;
  const [row] = await test.database.admin<{ role: string; sees: string[] | "every" }>(
    `select coalesce(custom_role::text, role) as role, case when every_workspace then to_jsonb('every'::text)
       else to_jsonb(array(select w.workspace::text from portcullis.member_workspaces w
         where w.tenant_id = m.tenant_id and w.member_id = m.id and w.left_at is null order by 1)) end as sees
     from portcullis.members m where m.tenant_id = $1 and m.email = $2`,
    [tenant.tenantId, email],
  );
  return row;
}
const rule = (value: string, role: string | null, workspaces?: "every" | string[]) => ({
  ...{ claim: "groups", value, role },
  ...(workspaces === undefined ? {} : { workspaces }),
});

it("they see the first workspace, and no later one, where no claim says more", async () => {
  expect(await change({ defaultRole: "viewer" })).toBe("done");
  expect(await comes()).toEqual({ role: "viewer", sees: [tenant.workspaceId] });
});

it("they see what all rules that hold give together, in the role that may do most", async () => {
  const { id } = await createRole(test, owner, {
    ...{ name: "Release", description: "", permissions: ["rules:write" as const] },
  });
  const rules = [
    rule("place", null, [second]),
    rule("release", id),
    rule("main", "policy_manager", [tenant.workspaceId]),
    rule("all", "viewer", "every"),
  ];
  expect(await change({ defaultRole: null, roleRules: rules })).toBe("done");
  expect(await comes("place")).toBe("unknown-identity");
  expect(await comes("place", "release")).toEqual({ role: id, sees: [second] });
  expect(await comes("release")).toEqual({ role: id, sees: [tenant.workspaceId] });
  const both = [tenant.workspaceId, second].sort();
  expect(await comes("place", "release", "main")).toEqual({ role: "policy_manager", sees: both });
  expect(await comes("all", "place")).toEqual({ role: "viewer", sees: "every" });
});

it("a role that a claim gives is not removed before the claim gives another", async () => {
  const given = { name: "Release", description: "", permissions: ["rules:write" as const] };
  const { id } = await createRole(test, owner, given);
  for (const part of [{ roleRules: [rule("a", id)] }, { roleRules: [], defaultRole: id }]) {
    expect(await change(part)).toBe("done");
    expect(await codeOf(removeRole(test, owner, id))).toBe("conflict");
  }
  expect(await change({ defaultRole: null })).toBe("done");
  expect(await codeOf(removeRole(test, owner, id))).toBe("done");
});

it("no rule gives what its maker does not hold or see, nor what is another organisation's", async () => {
  const theirs = await ready();
  const mighty = { name: "Mighty", description: "", permissions: ["admin:all" as const] };
  const own = await createRole(test, owner, mighty);
  const foreign = await createRole(test, callerOf(theirs), mighty);
  const admin = callerOf(tenant, permissionsOf("admin"));
  expect(await change({ roleRules: [rule("a", own.id)] }, admin)).toBe("forbidden");
  expect(await change({ defaultRole: own.id }, admin)).toBe("forbidden");
  for (const given of [rule("a", foreign.id), rule("a", "viewer", [theirs.workspaceId])])
    expect(await change({ roleRules: [given] })).toBe("unprocessable");
  expect(await change({ roleRules: [rule("a", "viewer", [second])] })).toBe("done");
  await test.database.admin(
    "update portcullis.members set role = 'admin', every_workspace = false where tenant_id = $1 and id = $2",
    [tenant.tenantId, tenant.memberId],
  );
  expect(await change({ roleRules: [rule("a", "viewer", "every")] }, admin)).toBe("forbidden");
});
