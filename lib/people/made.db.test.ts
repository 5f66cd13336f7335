import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import {
  addMember,
  type Caller,
  changeRole,
  createRole,
  getRole,
  permissionsOf,
  type Role,
} from "@/lib/access";
import { actingInSession } from "@/lib/access/testing/acting";
import { createApiKey, getApiKey, resolveApiKeyCaller, rotateApiKey } from "@/lib/credentials";
import { withTenant } from "@/lib/db";
import { makeSession, type TestTenant } from "@/lib/db/testing";
import { CONNECTION, REQUEST, type TestMembers, testMembers } from "@/lib/identity/testing/members";
import { newId } from "@/lib/kernel";
import { codeOf } from "@/lib/kernel/testing/code-of";
import { changeMemberRole } from "./change-member-role";
import { changeMemberWorkspaces } from "./change-member-workspaces";

let test: TestMembers;
let tenant: TestTenant;
let owner: Caller;
let maker: Caller;
beforeAll(async () => {
  test = await testMembers();
});
afterAll(() => test.database.drop());
beforeEach(async () => {
  tenant = await test.newTenant();
  owner = await as("owner", tenant.memberId);
  maker = await person("admin");
});

async function as(role: Role, id: string): Promise<Caller> {
  const of = { ...tenant, memberId: id };
  await makeSession(test.database, of);
  return actingInSession(of, role);
}

async function person(role: Role): Promise<Caller> {
  const subject = randomUUID();
  const identity = { connection: CONNECTION, subject };
  const given = { email: `${subject}@x.test`, name: role, role, identity };
  return await as(role, (await addMember(test.db, owner, given)).id);
}

const idOf = ({ actor }: Caller) => actor.slice("member:".length);
const make = (by: Caller, ...capabilities: string[]) =>
  createApiKey(test, by, { name: "k", capabilities, expiresAt: null });
const come = async (key: { token: { reveal(): string } }) =>
  await resolveApiKeyCaller(test, key.token.reveal(), REQUEST);
const held = async (key: { token: { reveal(): string } }) => {
  const caller = await come(key);
  return caller && [...caller.permissions].sort();
};

/** A grant of this maker, in a workspace. */
async function grant(createdBy: string, workspaceId = tenant.workspaceId): Promise<string> {
  const [server, id] = [newId(), newId()];
  await test.database.admin(
    `insert into portcullis.servers (tenant_id, workspace_id, id, name, url, created_by)
     values ($1, $2, $3, 's', 'https://example.test/mcp', 'test')`,
    [tenant.tenantId, workspaceId, server],
  );
  await test.database.admin(
    `insert into portcullis.grants (tenant_id, workspace_id, id, server_id, name, token_hash, last_four, created_by)
     values ($1, $2, $3::uuid, $4, 'g', sha256($3::uuid::text::bytea), 'abcd', $5)`,
    [tenant.tenantId, workspaceId, id, server, createdBy],
  );
  return id;
}
const works = async (id: string) => {
  const [row] = await test.database.admin<{ works: boolean }>(
    "select revoked_at is null as works from portcullis.grants where id = $1",
    [id],
  );
  return row?.works;
};
async function workspace(): Promise<string> {
  const id = newId();
  await test.database.admin(
    "insert into portcullis.workspaces (tenant_id, id, slug, name, salt) values ($1, $2, $3, 'W', sha256('w'))",
    [tenant.tenantId, id, `w-${id.slice(-8)}`],
  );
  return id;
}
const policy = (whenMakerLeaves: string) =>
  test.database.admin(
    `insert into portcullis.tenant_policies (tenant_id, section, version, document, changed_by)
     values ($1, 'api-keys', 1, jsonb_build_object('whenMakerLeaves', $2::text), 'test')`,
    [tenant.tenantId, whenMakerLeaves],
  );
/** Until so many wait for a lock. */
const waiting = (count: number) =>
  vi.waitFor(async () => {
    const rows = await test.database.admin(
      "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    );
    expect(rows).toHaveLength(count);
  }, 5_000);

describe("what a member made who may do less", () => {
  it("is lessened too where a key renews itself at the same moment, and its token ends at once", async () => {
    const first = await make(maker, "rules:write", "servers:read");
    const itself = (await come(first)) as Caller;
    let release = () => {};
    const until = new Promise<void>((resolve) => {
      release = resolve;
    });
    const holder = withTenant(test.db, owner, async (tx) => {
      await tx.$queryRaw`select tenant_id from portcullis.tenants for update`;
      await until;
    });
    // It holds its own row, and cannot write its successor yet; the change of the role waits for it.
    const rotated = rotateApiKey(test, itself, first.id, { overlapSeconds: 0 });
    await waiting(1);
    const lessened = changeMemberRole(test, owner, idOf(maker), { role: "viewer" });
    await waiting(2);
    release();
    const [next] = await Promise.all([rotated, lessened, holder]);
    expect(await come(first)).toBeNull();
    expect(await held(next)).toEqual(["servers:read"]);
  });

  it("is lessened to what they may do, with what their keys made; grants they could not make end", async () => {
    const both = await make(maker, "rules:write", "servers:read");
    const only = await make(maker, "sign-in:write");
    const within = await make(maker, "servers:read");
    const making = await make(maker, "api-keys:write", "servers:read", "providers:create");
    const child = await make((await come(making)) as Caller, "providers:create", "servers:read");
    const others = await make(owner, "rules:write");
    const [theirs, byKey, foreign] = [
      await grant(maker.actor),
      await grant(`api-key:${both.id}`),
      await grant(owner.actor),
    ];
    const { made } = await changeMemberRole(test, owner, idOf(maker), { role: "viewer" });
    expect(made).toEqual({ keysLessened: 3, keysRevoked: 1, grantsRevoked: 2 });
    for (const key of [both, within, making, child])
      expect(await held(key)).toEqual(["servers:read"]);
    expect(await come(only)).toBeNull();
    expect(await held(others)).toEqual(["rules:write"]);
    expect([await works(theirs), await works(byKey), await works(foreign)]).toEqual([
      false,
      false,
      true,
    ]);
    const entries = await test.database.admin(
      `select type, convert_from(bytes, 'utf8')::jsonb -> 'body' -> 'keys' as keys from portcullis.ledger_entries
       where tenant_id = $1 and target = $2 order by seq`,
      [tenant.tenantId, `api-key:${both.id}`],
    );
    expect(entries.at(-1)).toEqual({ type: "api-key.lessened", keys: ["-rules:write"] });
    // Nothing comes back with the role.
    await changeMemberRole(test, owner, idOf(maker), { role: "admin" });
    expect(await held(both)).toEqual(["servers:read"]);
  });

  it("of a key that could do everything is left what its maker may do", async () => {
    const second = await person("owner");
    const key = await make(second, "admin:all");
    await changeMemberRole(test, owner, idOf(second), { role: "policy_manager" });
    expect(await held(key)).toEqual([...permissionsOf("policy_manager")].sort());
  });

  it("is revoked where the policy of keys says so, whatever is asked for; kept and marked where it says that", async () => {
    const key = await make(maker, "rules:write", "servers:read");
    const within = await make(maker, "servers:read");
    await policy("revoke");
    const less = { role: "viewer", keys: "lessen" } as const;
    expect(await codeOf(changeMemberRole(test, owner, idOf(maker), less))).toBe("unprocessable");
    expect(await held(key)).toHaveLength(2);
    await changeMemberRole(test, owner, idOf(maker), { role: "viewer" });
    expect([await come(key), await held(within)]).toEqual([null, ["servers:read"]]);

    tenant = await test.newTenant();
    owner = await as("owner", tenant.memberId);
    maker = await person("admin");
    const kept = await make(maker, "rules:write", "servers:read");
    await policy("flag");
    const { made } = await changeMemberRole(test, owner, idOf(maker), { role: "viewer" });
    expect(made).toEqual({ keysLessened: 0, keysRevoked: 0, grantsRevoked: 0 });
    expect(await held(kept)).toHaveLength(2);
    const shown = await getApiKey(test, owner, kept.id);
    expect(shown.beyondMaker).toEqual({ capabilities: ["rules:write"], workspaces: false });
    const revoke = { role: "auditor", keys: "revoke" } as const;
    await changeMemberRole(test, owner, idOf(maker), revoke);
    expect(await come(kept)).toBeNull();
  });

  it("follows a role of the organisation's own, for everybody who has it", async () => {
    const input = {
      name: "Release",
      description: "",
      permissions: ["api-keys:write", "members:read", "rules:write"],
    };
    const { id } = await createRole(test, owner, input as never);
    await changeMemberRole(test, owner, idOf(maker), { role: id });
    const holder = { ...maker, role: null, permissions: new Set(input.permissions) } as Caller;
    const key = await make(holder, "rules:write", "members:read");
    const { version } = await getRole(test, owner, id);
    const less = { ...input, permissions: ["members:read"], version: version ?? 0 };
    const { made } = await changeRole(test, owner, id, less as never);
    expect(made).toMatchObject({ keysLessened: 1, keysRevoked: 0 });
    expect(await held(key)).toEqual(["members:read"]);
  });

  it("ends in workspaces they see no more, whichever of them their changer is looking at", async () => {
    const [one, other] = [tenant.workspaceId, await workspace()];
    const key = await make(maker, "servers:read");
    const [there, gone] = [await grant(maker.actor, one), await grant(maker.actor, other)];
    // Looks at the one only.
    expect(owner.workspaceIds).toEqual([one]);
    const { made } = await changeMemberWorkspaces(test, owner, idOf(maker), { workspaces: [one] });
    expect(made).toEqual({ keysLessened: 1, keysRevoked: 0, grantsRevoked: 1 });
    expect([await works(there), await works(gone)]).toEqual([true, false]);
    expect((await come(key))?.workspaceIds).toEqual([one]);
    await changeMemberWorkspaces(test, owner, idOf(maker), { workspaces: [] });
    expect((await come(key))?.workspaceIds).toEqual([]);
    expect(await works(there)).toBe(false);
  });
});

describe("what is being made while its maker is lessened", () => {
  it("is not made by a member, or is lessened with the rest", async () => {
    const tries = await Promise.all(
      Array.from({ length: 6 }, () => make(maker, "rules:write").catch(() => null)).concat(
        changeMemberRole(test, owner, idOf(maker), { role: "viewer" }) as never,
      ),
    );
    for (const key of tries.slice(0, -1)) if (key !== null) expect(await come(key)).toBeNull();
  });

  it("is not made by a key that was lessened since it came in", async () => {
    const key = await make(maker, "api-keys:write", "rules:write", "servers:read");
    const late = (await come(key)) as Caller;
    await changeMemberRole(test, owner, idOf(maker), { role: "viewer" });
    expect(await codeOf(make(late, "rules:write"))).toBe("forbidden");
  });
});

it("the database takes from a key and never gives, and only from the tenant's own", async () => {
  const key = await make(maker, "servers:read");
  const foreign = await test.newTenant();
  const lessen = async (of: TestTenant, capabilities: string[], every: boolean) =>
    await withTenant(test.db, { ...of.identity }, async (tx) => {
      const [row] = await tx.$queryRaw<{ done: boolean }[]>`
        select portcullis.lessen_api_key(${key.id}::uuid, ${capabilities}::text[], ${every}, '{}'::uuid[]) as done`;
      return row?.done;
    });
  expect(await lessen(tenant, ["servers:read", "admin:all"], true)).toBe(false);
  expect(await lessen(foreign, [], false)).toBe(false);
  expect(await held(key)).toEqual(["servers:read"]);
  expect(await lessen(tenant, ["servers:read"], false)).toBe(true);
  expect(await lessen(tenant, ["servers:read"], true)).toBe(false);
  const theirs = await grant(maker.actor);
  const found = await withTenant(
    test.db,
    { ...foreign.identity },
    (tx) => tx.$queryRaw<unknown[]>`select id from portcullis.revoke_grants(${[theirs]}::uuid[])`,
  );
  expect([found, await works(theirs)]).toEqual([[], true]);
});
