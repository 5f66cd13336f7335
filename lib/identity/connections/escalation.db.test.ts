import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Caller, type Permission, permissionsOf, type Role } from "@/lib/access";
import { makeSession, type TestTenant } from "@/lib/db/testing";
import { newId } from "@/lib/kernel";
import { codeOf } from "@/lib/kernel/testing/code-of";
import { keyPair } from "../saml/testing/key-pair";
import { type TestMembers, testMembers } from "../testing/members";
import { changeConnection } from "./change-connection";
import { renewConnection } from "./renew-connection";

/** Who keeps the sign-in decides through which door people come, never that they become somebody above. */
let test: TestMembers;
let tenant: TestTenant;
beforeAll(async () => {
  test = await testMembers();
});
afterAll(() => test.database.drop());
beforeEach(async () => {
  tenant = await test.newTenant();
  await makeSession(test.database, tenant);
  await test.database.admin(
    `insert into portcullis.domains (tenant_id, id, name, state, challenge, created_by)
     values ($1, $2, 'own.test', 'verified', 'twenty-characters-long', 'system:test')`,
    [tenant.tenantId, newId()],
  );
});

const holding = (permissions: Iterable<Permission>) =>
  ({
    ...tenant.identity,
    kind: "member",
    actor: `member:${tenant.memberId}`,
    name: "Somebody",
    role: null,
    permissions: new Set(permissions),
    source: "console",
    session: { id: tenant.memberId },
  }) as Caller;
const as = (role: Role) => holding(permissionsOf(role));
const keeper = () => holding(["sign-in:read", "sign-in:write"]);
const rowOf = async () => {
  const [row] = await test.database.admin<{ id: string; version: number }>(
    "select id, version from portcullis.connections where tenant_id = $1",
    [tenant.tenantId],
  );
  return { id: row?.id ?? "", version: row?.version ?? 0 };
};
const change = async (by: Caller, part: object) => {
  const { id, version } = await rowOf();
  return await codeOf(changeConnection(test, by, id, { version, ...part }));
};

async function addMember(
  role: string,
  permissions?: string[],
): Promise<{ id: string; email: string }> {
  const id = newId();
  const email = `${id}@own.test`;
  let own: string | null = null;
  if (permissions !== undefined) {
    own = newId();
    await test.database.admin(
      `insert into portcullis.roles (tenant_id, id, name, description, permissions, version, created_by)
       values ($1, $2, 'Everything', '', $3, 1, 'system:test')`,
      [tenant.tenantId, own, permissions],
    );
  }
  await test.database.admin(
    "insert into portcullis.members (tenant_id, id, email, name, role, custom_role) values ($1, $2, $3, 'Somebody', $4, $5)",
    [tenant.tenantId, id, email, own === null ? role : "custom", own],
  );
  return { id, email };
}
const comesAs = (email: string) =>
  test.signIn(tenant, {
    subject: randomUUID(),
    claims: { email, name: "Mallory", groups: [], raw: {} },
  });

describe("a rule that somebody above has made", () => {
  it("is not pointed at others by who could not have made it", async () => {
    const rule = { claim: "groups", value: "ops", role: "admin" };
    expect(await change(as("admin"), { roleRules: [rule] })).toBe("done");
    expect(await change(keeper(), { roleRules: [{ ...rule, value: "everyone" }] })).toBe(
      "forbidden",
    );
    expect(await change(keeper(), { defaultRole: "admin" })).toBe("forbidden");
    expect(await change(keeper(), { name: "Other name", roleRules: [rule] })).toBe("done");
    expect(await change(keeper(), { roleRules: [] })).toBe("done");
  });
});

describe("linking by address", () => {
  it("is turned on by who may do what the members it lets in may", async () => {
    expect(await change(keeper(), { linkByAddress: true })).toBe("forbidden");
    expect(await change(as("admin"), { linkByAddress: true })).toBe("done");
    expect(await change(keeper(), { linkByAddress: true, name: "Other name" })).toBe("done");
    expect(await change(keeper(), { linkByAddress: false })).toBe("done");
  });

  it("makes nobody somebody who may do everything, by whichever role", async () => {
    expect(await change(as("admin"), { linkByAddress: true })).toBe("done");
    const all = await addMember("custom", ["admin:all"]);
    expect(await comesAs(all.email)).toMatchObject({ ok: false, reason: "address-taken" });
    const admin = await addMember("admin");
    expect(await comesAs(admin.email)).toMatchObject({ ok: true, memberId: admin.id });
  });
});

describe("another certificate for a provider", () => {
  const renew = async (by: Caller, metadata: object) => {
    const { id, version } = await rowOf();
    const rooms = {
      ...test,
      config: { mode: "evaluation" as const },
      signInDoor: async () => {
        throw new Error("the certificate would be taken");
      },
    };
    return await codeOf(renewConnection(rooms, by, id, { version, metadata } as never));
  };
  let fields: object;
  beforeAll(async () => {
    const { certificate } = await keyPair("mallory");
    const ssoUrl = "https://idp.own.test/sso";
    fields = { entityId: "https://idp.own.test", ssoUrl, certificates: [certificate] };
  });
  beforeEach(() =>
    test.database.admin(
      "update portcullis.connections set kind = 'saml', issuer = 'https://idp.own.test' where tenant_id = $1",
      [tenant.tenantId],
    ),
  );

  it("is not given by who may do less than those it would vouch for", async () => {
    // The owner comes in by this connection: whoever signs for it could come in as the owner.
    expect(await renew(as("admin"), fields)).toBe("forbidden");
    expect(await renew(keeper(), fields)).toBe("forbidden");
    expect(await renew(as("owner"), fields)).toContain("would be taken");
  });

  it("is given by who may do as much", async () => {
    await test.database.admin("update portcullis.members set role = 'admin' where tenant_id = $1", [
      tenant.tenantId,
    ]);
    expect(await renew(keeper(), fields)).toBe("forbidden");
    expect(await renew(as("admin"), fields)).toContain("would be taken");
  });
});

describe("two renewals at once", () => {
  it("tell the broker one secret: of whom the ledger says so", async () => {
    await test.database.admin(
      `update portcullis.connections set kind = 'oidc', client_id = 'console',
         source_url = 'https://idp.own.test' where tenant_id = $1`,
      [tenant.tenantId],
    );
    const told: unknown[] = [];
    const controllers = {
      connectionAPIController: {
        createOIDCConnection: async ({ oidcClientSecret }: { oidcClientSecret: string }) => {
          told.push(oidcClientSecret);
          return { clientID: "console" };
        },
      },
    };
    const jackson = {
      origin: "https://console.test",
      use: (work: (all: unknown) => unknown) => work(controllers),
    };
    const rooms = {
      ...test,
      config: { mode: "evaluation" as const },
      signInDoor: async () => ({ jackson, secret: "" }),
    } as never;
    const { id, version } = await rowOf();
    const secrets = ["first", "second", "third"];
    const answers = await Promise.all(
      secrets.map((clientSecret) =>
        codeOf(renewConnection(rooms, as("admin"), id, { version, clientSecret })),
      ),
    );
    expect(answers.filter((code) => code === "done")).toHaveLength(1);
    expect(told).toEqual([secrets[answers.indexOf("done")]]);
  });
});
