import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Caller, permissionsOf, type Role } from "@/lib/access";
import { hashToken } from "@/lib/crypto";
import { makeSession, type TestTenant } from "@/lib/db/testing";
import { newId } from "@/lib/kernel";
import { codeOf } from "@/lib/kernel/testing/code-of";
import type { Claims } from "../claims";
import { recoverOwner } from "../recover-owner";
import { addConnection, CONNECTION, type TestMembers, testMembers } from "../testing/members";
import { listTraces } from "../traces";
import { changeConnection } from "./change-connection";
import { changeConnectionState } from "./change-state";
import { getConnection } from "./list-connections";
import { createRecoveryCodes } from "./recovery-codes";
import { beginTest, completeTest, getTest } from "./test-connection";

let test: TestMembers;
let tenant: TestTenant;
let owner: Caller & { readonly memberId: string };
beforeAll(async () => {
  test = await testMembers();
});
afterAll(() => test.database.drop());
beforeEach(async () => {
  tenant = await newTenant();
  owner = as("owner");
});

/** An organisation whose owner has signed in just now: what asks for a proof has one. */
async function newTenant() {
  const made = await test.newTenant();
  await makeSession(test.database, made);
  return made;
}

function as(role: Role) {
  const { memberId } = tenant;
  return {
    ...tenant.identity,
    kind: "member" as const,
    memberId,
    actor: `member:${memberId}`,
    name: "Somebody",
    role,
    permissions: permissionsOf(role),
    source: "console" as const,
    session: { id: memberId },
  };
}

const claims = (part: Partial<Claims> = {}): Claims => ({
  ...{ email: null, name: null, groups: [], raw: {} },
  ...part,
});
const ada = (part: Partial<Claims> = {}) =>
  claims({ email: "ada@own.test", name: "Ada", groups: ["staff"], ...part });
/** Somebody the provider names, whom nobody here knows. */
const comes = (said: Claims, subject = randomUUID()) =>
  test.signIn(tenant, { subject, claims: said });

async function connectionId(): Promise<string> {
  const [row] = await test.database.admin<{ id: string }>(
    "select id from portcullis.connections where tenant_id = $1",
    [tenant.tenantId],
  );
  return row?.id ?? "";
}
const sets = (what: string) =>
  test.database.admin(`update portcullis.connections set ${what} where tenant_id = $1`, [
    tenant.tenantId,
  ]);
const verified = (name: string, to: string | null = null) =>
  test.database.admin(
    `insert into portcullis.domains (tenant_id, id, name, state, challenge, connection_id, created_by)
     values ($1, $2, $3, 'verified', 'twenty-characters-long', $4, 'system:test')`,
    [tenant.tenantId, newId(), name, to],
  );
const reasonOf = (result: Awaited<ReturnType<typeof comes>>) => (result.ok ? "ok" : result.reason);

describe("somebody who comes for the first time", () => {
  beforeEach(() => verified("own.test"));

  it("is nobody without a rule that gives them a role, and the trace says why in plain words", async () => {
    expect(reasonOf(await comes(ada()))).toBe("unknown-identity");
    const { data } = await listTraces(test, owner, { limit: 5 });
    expect(data[0]).toMatchObject({
      reason: "unknown-identity",
      asserted: "ada@own.test",
      connection: { name: "Single sign-on" },
      words: expect.stringContaining("its claims give nobody new a role"),
    });
  });

  it("becomes a member with the role of their claims, once, and is known from then on", async () => {
    await changeConnection(test, owner, await connectionId(), {
      version: 1,
      defaultRole: "viewer",
      roleRules: [{ claim: "groups", value: "staff", role: "policy_manager" }],
    });
    const subject = randomUUID();
    const [first, second] = [
      await comes(ada(), subject),
      await comes(ada({ groups: [] }), subject),
    ];
    expect([first.ok, second.ok]).toEqual([true, true]);
    if (first.ok && second.ok) expect(second.memberId).toBe(first.memberId);
    const caller = await test.callerOf(first.ok ? first.token.reveal() : "");
    expect(caller).toMatchObject({ email: "ada@own.test", name: "Ada", role: "policy_manager" });
    expect(await test.ledgerOf(tenant)).toContain("member.added: role:policy_manager by:rule-0");
  });

  it.each([
    ["address-outside", { email: "ada@else.test" }],
    ["address-outside", { email: "ada@sub.own.test" }],
    ["address-outside", { email: "ada@else.test, ada@own.test" }],
    ["no-address", { email: null }],
    ["address-not-verified", { raw: { email_verified: ["false"] } }],
    ["address-not-verified", { raw: { email_verified: ["False"] } }],
    ["address-not-verified", { raw: { email_verified: ["0"] } }],
    ["address-not-verified", { raw: { email_verified: ["true", "no"] } }],
  ])("is refused as %s with %j", async (reason, part) => {
    await sets("default_role = 'viewer'");
    expect(reasonOf(await comes(ada(part as Partial<Claims>)))).toBe(reason);
  });

  it("never gets the membership of an owner, nor anybody's unless the connection links by address", async () => {
    await sets("default_role = 'viewer'");
    await test.database.admin(
      "update portcullis.members set email = 'ada@own.test' where id = $1",
      [tenant.memberId],
    );
    expect(reasonOf(await comes(ada()))).toBe("address-taken");
    for (const email of ["ada@own.test.", "ada@ow\u200bn.test", "ada@\uff4fwn.test"])
      expect(reasonOf(await comes(ada({ email })))).toBe("address-outside");
    await sets("link_by_address = true");
    expect(reasonOf(await comes(ada()))).toBe("address-taken");
    await test.database.admin("update portcullis.members set role = 'viewer' where id = $1", [
      tenant.memberId,
    ]);
    // They are known by this connection under another subject already.
    expect(reasonOf(await comes(ada()))).toBe("address-taken");
    await test.database.admin("delete from portcullis.member_identities where tenant_id = $1", [
      tenant.tenantId,
    ]);
    const linked = await comes(ada());
    expect(linked).toMatchObject({ ok: true, memberId: tenant.memberId });
    expect(await test.ledgerOf(tenant)).toContain("member.linked");
  });

  it("is one member when they come twice at the same moment", async () => {
    await sets("default_role = 'viewer'");
    const subject = randomUUID();
    await Promise.allSettled([comes(ada(), subject), comes(ada(), subject), comes(ada(), subject)]);
    const [row] = await test.database.admin<{ count: number }>(
      "select count(*)::int as count from portcullis.members where tenant_id = $1 and email = 'ada@own.test'",
      [tenant.tenantId],
    );
    expect(row?.count).toBe(1);
  });
});

describe("somebody who is known", () => {
  it("is refused with an address in a domain that another connection alone speaks for", async () => {
    expect((await test.signIn(tenant)).ok).toBe(true);
    expect(reasonOf(await test.signIn(tenant, { claims: ada() }))).toBe("address-outside");
    const other = await addConnection(test.database, tenant.tenantId, { brokerId: "other" });
    await verified("own.test", other);
    expect(reasonOf(await test.signIn(tenant, { claims: ada() }))).toBe("address-outside");
    expect(reasonOf(await test.signIn(tenant, { claims: ada(), connection: "other" }))).toBe(
      "tenant-mismatch",
    );
  });

  it.each([
    ["draft", "connection-draft"],
    ["tested", "connection-draft"],
    ["off", "connection-off"],
  ])("does not come in through a connection that is %s", async (state, reason) => {
    await sets(`state = '${state}'`);
    expect(reasonOf(await test.signIn(tenant))).toBe(reason);
  });

  it("does not come in beside an enforced connection, nor through one that is gone", async () => {
    await addConnection(test.database, tenant.tenantId, { brokerId: "o", state: "enforced" });
    expect(reasonOf(await test.signIn(tenant))).toBe("not-enforced");
    await test.database.admin("delete from portcullis.connections where tenant_id = $1", [
      tenant.tenantId,
    ]);
    expect(reasonOf(await test.signIn(tenant))).toBe("unknown-connection");
  });
});

describe("what claims give", () => {
  it("is never more than who says so may do, and never an owner", async () => {
    const id = await connectionId();
    const change = (caller: Caller, part: object) =>
      codeOf(changeConnection(test, caller, id, { version: 1, ...part }));
    const few = {
      ...as("viewer"),
      permissions: new Set([...permissionsOf("viewer"), "sign-in:write"]),
    };
    const rule = [{ claim: "groups", value: "a", role: "admin" as const }];
    expect(await change(few as Caller, { defaultRole: "admin" })).toBe("forbidden");
    expect(await change(few as Caller, { roleRules: rule })).toBe("forbidden");
    expect(await change(as("viewer"), { name: "x" })).toBe("forbidden");
    expect(await change(as("admin"), { roleRules: rule })).toBe("done");
    expect(await change(as("admin"), { name: "late" })).toBe("conflict");
  });
});

describe("what a provider must sign", () => {
  it("is both, and less only by a change that is recorded with what it was", async () => {
    const id = await connectionId();
    await test.database.admin(
      "update portcullis.connections set kind = 'saml' where tenant_id = $1",
      [tenant.tenantId],
    );
    expect((await getConnection(test, owner, id)).signatures).toBe("both");
    await changeConnection(test, owner, id, { version: 1, signatures: "assertion" });
    await changeConnection(test, owner, id, { version: 2, signatures: "assertion" });
    expect((await getConnection(test, owner, id)).signatures).toBe("assertion");
    const changes = (await test.ledgerOf(tenant)).filter((one) => one.includes("signed:"));
    expect(changes).toEqual(["connection.changed: signed:both->assertion"]);
  });

  it("is no matter of an OpenID connection, nor of somebody who may not say so", async () => {
    const id = await connectionId();
    const change = (caller: Caller) =>
      codeOf(changeConnection(test, caller, id, { version: 1, signatures: "response" }));
    expect(await change(owner)).toBe("unprocessable");
    expect(await change(as("viewer"))).toBe("forbidden");
  });
});

describe("a connection's state", () => {
  it("lets nobody in untested, and cannot shut the last way in without a way back", async () => {
    const id = await connectionId();
    const to = async (state: "active" | "enforced" | "off") => {
      const { version } = await getConnection(test, owner, id);
      return await codeOf(changeConnectionState(test, owner, id, { version, state }));
    };
    expect(await to("off")).toBe("conflict");
    expect(await to("enforced")).toBe("conflict");
    const { codes } = await createRecoveryCodes(test, owner);
    expect(codes).toHaveLength(8);
    expect(await to("enforced")).toBe("done");
    const token = await test.signedIn(tenant);
    const { version } = await getConnection(test, owner, id);
    const off = await changeConnectionState(test, owner, id, { version, state: "off" });
    expect(off.sessionsEnded).toBe(1);
    await expect(test.callerOf(token)).rejects.toThrow("no session");
    await sets("state = 'draft', tested_at = null");
    expect(await to("active")).toBe("conflict");
  });

  it("is not another organisation's to see or change", async () => {
    const id = await connectionId();
    tenant = await newTenant();
    const them = as("owner");
    const change = { version: 1, state: "off" } as const;
    expect(await codeOf(getConnection(test, them, id))).toBe("not_found");
    expect(await codeOf(changeConnectionState(test, them, id, change))).toBe("not_found");
    expect(await codeOf(changeConnection(test, them, id, { version: 1 }))).toBe("not_found");
    expect(await codeOf(beginTest(test, them, id))).toBe("not_found");
  });
});

describe("an emergency sign-in code", () => {
  const input = (code: string, slug = tenant.slug) => ({
    ...{ slug, code, userAgent: null, address: null, requestId: "test-request" },
  });

  it("lets its owner in once, in no other organisation, and all who look after it are told", async () => {
    const [first, second] = (await createRecoveryCodes(test, owner)).codes;
    const code = first?.reveal() ?? "";
    const ends = (when: string) =>
      test.database.admin(`update portcullis.recovery_codes set expires_at = now() ${when}`);
    await ends("- interval '1 s'");
    expect(await recoverOwner(test, input(code))).toBeNull();
    await ends("+ interval '1 h'");
    const other = await test.newTenant();
    expect(await recoverOwner(test, input(code, other.slug))).toBeNull();
    const tries = await Promise.all([1, 2, 3].map(() => recoverOwner(test, input(code))));
    const [won, ...more] = tries.filter((one) => one !== null);
    expect(more).toEqual([]);
    // No session: the code stands in for the provider, and a second factor is still asked or made.
    const [waits] = await test.database.admin(
      "select member_id from portcullis.second_steps where token_hash = $1 and ended_at is null",
      [hashToken(won?.token.reveal() ?? "")],
    );
    expect(waits).toEqual({ member_id: tenant.memberId });
    expect(await test.ledgerOf(tenant)).toContain("session.awaited: recovery-code");
    const [told] = await test.database.admin<{ count: number }>(
      "select count(*)::int as count from portcullis.notices where tenant_id = $1 and kind = 'sign-in.recovered'",
      [tenant.tenantId],
    );
    expect(told?.count).toBe(1);
    await test.database.admin("update portcullis.members set role = 'admin' where id = $1", [
      tenant.memberId,
    ]);
    expect(await recoverOwner(test, input(second?.reveal() ?? ""))).toBeNull();
    expect(await codeOf(createRecoveryCodes(test, owner))).toBe("forbidden");
  });
});

describe("a test of a connection", () => {
  it("shows what came back and what it would give, signs nobody in, and counts once", async () => {
    const id = await connectionId();
    await sets("state = 'draft', tested_at = null, default_role = 'viewer'");
    const { testId, connection } = await beginTest(test, owner, id);
    const answer = {
      ...{ tenantId: tenant.tenantId, testId, connection },
      profile: {
        ...{ tenantId: tenant.tenantId, connection: CONNECTION, subject: "s" },
        protocol: "oidc" as const,
        claims: ada({ raw: { department: ["risk"] } }),
        authenticatedAt: null,
      },
    };
    await completeTest(test, owner, answer);
    expect(await getTest(test, owner, id, testId)).toMatchObject({
      outcome: "passed",
      reason: "address-outside",
      claims: { department: ["risk"], subject: ["s"] },
      wouldGive: { role: "viewer", domain: "own.test", domainVerified: false, known: false },
    });
    expect(await getConnection(test, owner, id)).toMatchObject({ state: "tested" });
    await completeTest(test, owner, { ...answer, profile: null });
    expect((await getTest(test, owner, id, testId)).outcome).toBe("passed");
    expect((await test.ledgerOf(tenant)).filter((type) => type.startsWith("session"))).toEqual([]);
  });
});
