import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Caller } from "@/lib/access";
import { createApiKey } from "@/lib/credentials";
import { makeSession, makeTenant, type TestTenant } from "@/lib/db/testing";
import { mapGroup, previewMapping, rotateDirectoryToken } from "@/lib/directory";
import { type FixtureUpstream, fixtureUpstream } from "@/lib/gate/testing/fixture-upstream";
import { send as call, type TestGate, testGate, toolCall } from "@/lib/gate/testing/test-gate";
import { completeSignIn, resolveSessionCaller, SESSION_COOKIE } from "@/lib/identity";
import { addConnection } from "@/lib/identity/testing/members";
import { changeMemberRole, removeMember, restoreMember } from "@/lib/people";
import { createGrant } from "@/lib/servers";
import { type House, house } from "../../rooms";
import { bearer, live, send, type TestApi } from "../testing/api";
import * as me from "../v1/me/route";
import {
  ledgerOf,
  memberOf,
  newPerson,
  scimAs,
  standingOf,
  type TestDirectory,
  testDirectory,
} from "./testing/directory";

const CONNECTION = "c".repeat(40);
const PROMISED_MS = 1_000;

let gate: TestGate;
let upstream: FixtureUpstream;
let api: TestApi;
let rooms: House;
let tenant: TestTenant;
let directory: TestDirectory;
beforeAll(async () => {
  upstream = await fixtureUpstream();
  gate = await testGate();
  live(gate.database.open());
  rooms = await house();
  api = { database: gate.database } as TestApi;
  tenant = gate.tenant;
  directory = await connected(tenant);
}, 60_000);
afterAll(async () => {
  await gate.close();
  await upstream.close();
});

/** A directory of an organisation that people come into, whose member has signed in just now. */
async function connected(
  of: TestTenant,
  input?: Parameters<typeof testDirectory>[1],
): Promise<TestDirectory> {
  await addConnection(gate.database, of.tenantId);
  await makeSession(gate.database, of);
  return await testDirectory(of, input);
}

const patch = (value: object) => ({ Operations: [{ op: "replace", value }] });
const leave = (id: string, of = directory) =>
  of.scim("PATCH", `/Users/${id}`, patch({ active: false }));
const comeBack = (id: string) => directory.scim("PATCH", `/Users/${id}`, patch({ active: true }));
const standing = (subject: string, of = tenant) => standingOf(api, of, subject);
const tokenOf = (secret: { reveal(): string }) => secret.reveal();

/** A group with these people, mapped to a role. */
async function groupOf(people: readonly string[], role: "admin" | "policy_manager" | null) {
  const { body } = await directory.scim("POST", "/Groups", {
    displayName: `group of ${people.length}`,
    members: people.map((value) => ({ value })),
  });
  if (role !== null) await mapGroup(rooms, directory.owner, directory.id, body.id, { role });
  return String(body.id);
}

async function signIn(subject: string): Promise<string> {
  const { tenantId, slug } = tenant;
  const result = await completeSignIn(rooms, {
    state: { tenantId, slug, connection: CONNECTION, next: "/" },
    profile: {
      ...{ tenantId, connection: CONNECTION, subject, protocol: "oidc" },
      claims: { email: null, name: null, groups: [], raw: {} },
      authenticatedAt: new Date(),
    },
    userAgent: null,
    address: null,
    requestId: "test-request",
  });
  return result.ok ? tokenOf(result.token) : result.reason;
}

/** Signs somebody in who makes a key and a grant; gives what console and gate answer to each. */
async function armed(subject: string): Promise<() => Promise<number[]>> {
  const session = await signIn(subject);
  const request = { requestId: "test-request", source: "console" } as const;
  const caller = (await resolveSessionCaller(rooms, session, request)) as Caller;
  const made = { name: "k", capabilities: ["servers:read", "grants:write"], expiresAt: null };
  const key = tokenOf((await createApiKey(rooms, caller, made)).token);
  const { serverId, url } = await gate.addServer(upstream.url, { version: 1, default: "allow" });
  const given = await createGrant(rooms, caller, serverId, { name: "g" });
  const grant = { serverId, grantId: given.id, url, token: tokenOf(given.token) };
  const cookie = `${SESSION_COOKIE}=${session}`;
  return async () => [
    (await send(me, "GET", { headers: { cookie } })).status,
    (await send(me, "GET", { headers: bearer(key) })).status,
    (await call(grant, toolCall("echo"))).status,
  ];
}

describe("who leaves", () => {
  it("loses session, keys and grants in one transaction, heeded within a second by console and gate", async () => {
    const person = await directory.hire();
    await groupOf([person.id], "admin");
    const statuses = await armed(person.externalId);
    expect(await statuses()).toEqual([200, 200, 200]);
    expect((await leave(person.id)).body.active).toBe(false);
    const acknowledged = performance.now();
    expect((await statuses()).slice(0, 2)).toEqual([401, 401]);
    await expect.poll(statuses, { interval: 20, timeout: 5_000 }).toEqual([401, 401, 401]);
    expect(performance.now() - acknowledged).toBeLessThan(PROMISED_MS);
    expect(await signIn(person.externalId)).toBe("member-removed");
    const entries = await ledgerOf(api, tenant);
    const own = entries.filter((entry) => !/^(?:call\.|session\.refused)/.test(entry));
    expect(own.slice(-5).sort()).toEqual([
      "api-key.revoked: member-removed",
      "directory.user-written: changed",
      "grant.revoked: member-removed",
      "member.removed: keys:revoked",
      "session.ended: member-removed",
    ]);
    // Back again, with nothing of what ended.
    expect((await comeBack(person.id)).body.active).toBe(true);
    expect(await standing(person.externalId)).toMatchObject({ status: "active", role: "admin" });
    expect(await statuses()).toEqual([401, 401, 401]);
  });

  it.each([
    ["revoke", [401, 401, 401]],
    ["keep", [401, 200, 401]],
  ] as const)(
    "loses as much by an admin's hand, but for the keys that are kept: %s",
    async (keys, left) => {
      const person = await directory.hire();
      await groupOf([person.id], "admin");
      const statuses = await armed(person.externalId);
      const { id = "" } = (await standing(person.externalId)) ?? {};
      const removed = await removeMember(rooms, directory.owner, id, { keys });
      const acknowledged = performance.now();
      expect(removed).toMatchObject({
        ...{ sessionsEnded: 1, grantsRevoked: 1 },
        keysRevoked: keys === "revoke" ? 1 : 0,
      });
      await expect.poll(statuses, { interval: 20, timeout: 5_000 }).toEqual(left);
      expect(performance.now() - acknowledged).toBeLessThan(PROMISED_MS);
    },
  );

  it("comes back by the directory that put them out, and not where an admin did", async () => {
    const person = await directory.hire();
    const { id = "" } = (await standing(person.externalId)) ?? {};
    await leave(person.id);
    await directory.scim("DELETE", `/Users/${person.id}`);
    const again = await directory.scim("POST", "/Users", newPerson(person));
    expect([again.status, again.body.active]).toEqual([201, true]);
    expect(await standing(person.externalId)).toMatchObject({ id, status: "active" });
    await removeMember(rooms, directory.owner, id, { keys: "revoke" });
    expect((await directory.scim("GET", `/Users/${again.body.id}`)).body.active).toBe(false);
    expect((await comeBack(again.body.id)).body.active).toBe(false);
    expect(await standing(person.externalId)).toMatchObject({ status: "removed" });
    await restoreMember(rooms, directory.owner, id, { role: "viewer" });
    expect((await directory.scim("GET", `/Users/${again.body.id}`)).body.active).toBe(true);
  });

  it("is not brought back by a description that does not say so", async () => {
    const person = await directory.hire();
    await leave(person.id);
    const { active: _active, ...silent } = person;
    expect((await directory.scim("PUT", `/Users/${person.id}`, silent)).body.active).toBe(false);
    expect(await standing(person.externalId)).toMatchObject({ status: "removed" });
  });

  it("is never the last owner, who stands, whatever way the directory goes about it", async () => {
    await api.database.admin(
      "insert into portcullis.member_identities (tenant_id, connection, subject, member_id) values ($1, $2, 'the-owner', $3)",
      [tenant.tenantId, CONNECTION, tenant.memberId],
    );
    const boss = await directory.hire({ externalId: "the-owner" });
    expect(await standing("the-owner")).toMatchObject({ role: "owner", id: tenant.memberId });
    for (const answer of [
      await leave(boss.id),
      await directory.scim("PUT", `/Users/${boss.id}`, { ...boss, active: false }),
      await directory.scim("DELETE", `/Users/${boss.id}`),
    ])
      expect(answer.status).toBe(409);
    const group = await groupOf([boss.id], "policy_manager");
    await mapGroup(rooms, directory.owner, directory.id, group, { role: null });
    expect(await standing("the-owner")).toMatchObject({ role: "owner", status: "active" });
    expect((await directory.scim("GET", `/Users/${boss.id}`)).body.active).toBe(true);
    const [last] = await api.database.admin<{ what: string; detail: string }>(
      "select what, detail from portcullis.directory_events where tenant_id = $1 and what = 'refused' order by id desc limit 1",
      [tenant.tenantId],
    );
    expect(last?.detail).toContain("without an owner");
    const told = await api.database.admin<{ member: string }>(
      "select distinct member_id::text as member from portcullis.notices where tenant_id = $1 and kind = 'directory.last-owner'",
      [tenant.tenantId],
    );
    expect(told.map(({ member }) => member)).toContain(tenant.memberId);
  });

  it("is one owner of two that a directory puts out at the same moment", async () => {
    const other = await makeTenant(api.database);
    const theirs = await connected(other);
    const people = await Promise.all([theirs.hire(), theirs.hire()]);
    await api.database.admin(
      "update portcullis.members set role = case when id = $2 then 'viewer' else 'owner' end where tenant_id = $1",
      [other.tenantId, other.memberId],
    );
    const answers = await Promise.all(people.map(({ id }) => leave(id, theirs)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  });
});

describe("a group's role", () => {
  it("is the best of a person's groups, holds at once, and goes with the group", async () => {
    const person = await directory.hire();
    const role = async () => (await standing(person.externalId))?.role;
    expect(await role()).toBe("viewer");
    const admins = await groupOf([person.id], "admin");
    const managers = await groupOf([person.id], "policy_manager");
    expect(await role()).toBe("admin");
    const out = { Operations: [{ op: "remove", path: `members[value eq "${person.id}"]` }] };
    await directory.scim("PATCH", `/Groups/${admins}`, out);
    expect(await role()).toBe("policy_manager");
    await directory.scim("DELETE", `/Groups/${managers}`);
    expect(await role()).toBe("viewer");
  });

  it("takes with it what keys held beyond it, and grants at the gate within a second", async () => {
    const person = await directory.hire();
    const group = await groupOf([person.id], "admin");
    const statuses = await armed(person.externalId);
    expect(await statuses()).toEqual([200, 200, 200]);
    await directory.scim("DELETE", `/Groups/${group}`);
    const acknowledged = performance.now();
    // They are still a member, and their key still reads; it makes no grants, and theirs is none.
    await expect.poll(statuses, { interval: 20, timeout: 5_000 }).toEqual([200, 200, 401]);
    expect(performance.now() - acknowledged).toBeLessThan(PROMISED_MS);
    const entries = await ledgerOf(api, tenant);
    expect(entries).toContain("api-key.lessened: maker-lessened");
    expect(entries).toContain("grant.revoked: maker-lessened");
  });

  it("leaves what was changed by hand, until the directory says something new", async () => {
    const person = await directory.hire();
    const group = await groupOf([person.id], "policy_manager");
    const { id = "" } = (await standing(person.externalId)) ?? {};
    await changeMemberRole(rooms, directory.owner, id, { role: "auditor" });
    await directory.scim("PUT", `/Users/${person.id}`, { ...person, title: "new" });
    expect((await standing(person.externalId))?.role).toBe("auditor");
    await mapGroup(rooms, directory.owner, directory.id, group, { role: "admin" });
    expect((await standing(person.externalId))?.role).toBe("admin");
  });

  it("is shown beforehand to whom it would happen, and then happens to them", async () => {
    const [stays, goesUp] = [await directory.hire(), await directory.hire()];
    await groupOf([stays.id], "admin");
    const group = await groupOf([stays.id, goesUp.id], null);
    const wanted = { role: "policy_manager" } as const;
    const args = [rooms, directory.owner, directory.id, group, wanted] as const;
    const before = (await ledgerOf(api, tenant)).length;
    expect(await previewMapping(...args)).toMatchObject({
      people: 2,
      total: 1,
      changes: [
        {
          ...{ userName: goesUp.userName, name: "Test Person", does: "change" },
          ...{ roleNow: "viewer", roleThen: "policy_manager", why: null },
        },
      ],
    });
    expect((await ledgerOf(api, tenant)).length).toBe(before);
    expect(await mapGroup(...args)).toMatchObject({ changed: 1 });
    expect((await standing(goesUp.externalId))?.role).toBe("policy_manager");
    expect((await standing(stays.externalId))?.role).toBe("admin");
  });

  it("is nobody's to give or take who may do less", async () => {
    const group = await groupOf([(await directory.hire()).id], "admin");
    const lesser = memberOf(tenant, "policy_manager");
    const caller: Caller = {
      ...lesser,
      permissions: new Set([...lesser.permissions, "directory:write"]),
    };
    for (const role of ["admin", "viewer", null] as const)
      await expect(mapGroup(rooms, caller, directory.id, group, { role })).rejects.toMatchObject({
        code: "forbidden",
      });
  });

  it("lets nobody in without one, where the directory has no default, and out when they lose it", async () => {
    const strict = await connected(await makeTenant(api.database), { defaultRole: null });
    const person = await strict.hire();
    const of = { ...tenant, ...strict.owner } as unknown as TestTenant;
    expect(await standing(person.externalId, of)).toBeUndefined();
    const { body } = await strict.scim("POST", "/Groups", { displayName: "In" });
    await mapGroup(rooms, strict.owner, strict.id, body.id, { role: "viewer" });
    const at = `/Groups/${body.id}`;
    const value = [{ value: person.id }];
    await strict.scim("PATCH", at, { Operations: [{ op: "add", path: "members", value }] });
    expect(await standing(person.externalId, of)).toMatchObject({ status: "active" });
    await strict.scim("PATCH", at, { Operations: [{ op: "remove", path: "members" }] });
    expect(await standing(person.externalId, of)).toMatchObject({ status: "removed" });
  });
});

describe("a directory's own reach", () => {
  it("ends where that of the one who made its token does: an admin's puts out no owner", async () => {
    const other = await makeTenant(api.database);
    const byAdmin = await connected(other, { role: "admin" });
    const person = await byAdmin.hire();
    await api.database.admin(
      "update portcullis.members set role = 'owner' where tenant_id = $1 and id <> $2",
      [other.tenantId, other.memberId],
    );
    expect((await leave(person.id, byAdmin)).status).toBe(403);
    const { token } = await rotateDirectoryToken(rooms, memberOf(other), byAdmin.id, {
      overlapSeconds: 0,
    });
    expect((await byAdmin.scim("GET", "/Users")).status).toBe(401);
    const answer = await scimAs(
      tokenOf(token),
      "PATCH",
      `/Users/${person.id}`,
      patch({ active: false }),
    );
    expect([answer.status, answer.body.active]).toEqual([200, false]);
  });

  it("has two good tokens in an overlap, and the older one no longer than that", async () => {
    const other = await makeTenant(api.database);
    const rotating = await connected(other);
    const { token } = await rotateDirectoryToken(rooms, memberOf(other), rotating.id, {
      overlapSeconds: 60,
    });
    const good = async () => [
      (await rotating.scim("GET", "/Users")).status,
      (await scimAs(tokenOf(token), "GET", "/Users")).status,
    ];
    expect(await good()).toEqual([200, 200]);
    await api.database.admin(
      "update portcullis.directory_tokens set expires_at = expires_at - interval '1 minute' where tenant_id = $1",
      [other.tenantId],
    );
    expect(await good()).toEqual([401, 200]);
  });

  it("takes over nobody by their mail address, and leaves a member's role where it links them", async () => {
    const other = await makeTenant(api.database);
    const theirs = await connected(other);
    const stolen = await theirs.scim(
      "POST",
      "/Users",
      newPerson({ emails: [{ value: `owner@${other.slug}.test` }] }),
    );
    expect(stolen.status).toBe(409);
    await api.database.admin(
      "insert into portcullis.member_identities (tenant_id, connection, subject, member_id) values ($1, $2, 'known', $3)",
      [other.tenantId, CONNECTION, other.memberId],
    );
    const linked = await theirs.scim("POST", "/Users", newPerson({ externalId: "known" }));
    expect(linked.status).toBe(201);
    expect(await standing("known", other)).toMatchObject({ id: other.memberId, role: "owner" });
    const twice = await theirs.scim(
      "PATCH",
      `/Users/${(await theirs.hire()).id}`,
      patch({ externalId: "known" }),
    );
    expect([twice.status, twice.body.scimType]).toEqual([409, "uniqueness"]);
  });
});
