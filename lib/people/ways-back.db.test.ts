import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { addMember, type Caller } from "@/lib/access";
import { createApiKey, resolveApiKeyCaller, revokeApiKey } from "@/lib/credentials";
import type { TestTenant } from "@/lib/db/testing";
import { createRecoveryCodes, createSetupLink, openSetupLink, recoverOwner } from "@/lib/identity";
import { CONNECTION, REQUEST, type TestMembers, testMembers } from "@/lib/identity/testing/members";
import { changeMemberRole } from "./change-member-role";
import { removeMember } from "./remove-member";
import { restoreMember } from "./restore-member";

let test: TestMembers;
let tenant: TestTenant;
let owner: Caller;
let other: Caller & { readonly memberId: string };
beforeAll(async () => {
  test = await testMembers();
});
afterAll(() => test.database.drop());
beforeEach(async () => {
  tenant = await test.newTenant();
  owner = await test.callerOf(await test.signedIn(tenant));
  const subject = randomUUID();
  await addMember(test.db, owner, {
    ...{ email: `${subject}@x.test`, name: "Other owner", role: "owner" },
    identity: { connection: CONNECTION, subject },
  });
  const result = await test.signIn(tenant, { subject });
  other = await test.callerOf(result.ok ? result.token.reveal() : "");
});

const gone = () => removeMember(test, owner, other.memberId, {});
const back = () => restoreMember(test, owner, other.memberId, { role: "owner" });

describe("an owner's emergency code", () => {
  const codes = async () => (await createRecoveryCodes(test, other)).codes;
  const opens = async (code: { reveal(): string } | undefined) => {
    const client = { userAgent: null, address: null, requestId: "recover-1" };
    const input = { slug: tenant.slug, code: code?.reveal() ?? "", ...client };
    return (await recoverOwner(test, input)) !== null;
  };

  it("ends with the membership, and does not come back with it", async () => {
    const [first, second] = await codes();
    expect(await opens(first)).toBe(true);
    await gone();
    await back();
    expect(await opens(second)).toBe(false);
  });

  it("is made by who has shown just now that it is they, not by whoever found a session of theirs", async () => {
    await test.age(tenant, "created_at", 3600);
    await expect(createRecoveryCodes(test, other)).rejects.toMatchObject({
      code: "step_up_required",
    });
  });

  it("ends with the role of an owner, and does not come back with it", async () => {
    const [first, second] = await codes();
    await changeMemberRole(test, owner, other.memberId, { role: "admin" });
    expect(await opens(first)).toBe(false);
    await changeMemberRole(test, owner, other.memberId, { role: "owner" });
    expect(await opens(second)).toBe(false);
  });
});

describe("a setup link", () => {
  const rooms = () => ({
    ...test,
    config: { origins: { console: "https://c.test", gate: "", idp: "" } },
  });
  const link = async (by: Caller) => {
    const { url } = await createSetupLink(rooms(), by, { note: "Team", days: 3 });
    return url.reveal().split("/").at(-1) ?? "";
  };

  it("ends with the membership of whoever made it, and others' stay", async () => {
    const [theirs, ours] = [await link(other), await link(owner)];
    await gone();
    expect(await openSetupLink(test, theirs)).toBeNull();
    expect(await openSetupLink(test, ours)).not.toBeNull();
  });

  it("ends with the key that made it", async () => {
    const made = await createApiKey(test, owner, { name: "k", capabilities: ["sign-in:write"] });
    const key = (await resolveApiKeyCaller(test, made.token.reveal(), REQUEST)) as Caller;
    const token = await link(key);
    expect(await openSetupLink(test, token)).not.toBeNull();
    await revokeApiKey(test, owner, made.id);
    expect(await openSetupLink(test, token)).toBeNull();
  });
});
