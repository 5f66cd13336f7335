import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { addMember, type Caller } from "@/lib/access";
import { createApiKey, resolveApiKeyCaller } from "@/lib/credentials";
import { CONNECTION, REQUEST, type TestMembers, testMembers } from "@/lib/identity/testing/members";
import { codeOf } from "@/lib/kernel/testing/code-of";
import { changeMemberRole } from "./change-member-role";
import { changeMemberWorkspaces } from "./change-member-workspaces";
import { removeMember } from "./remove-member";

let test: TestMembers;
beforeAll(async () => {
  test = await testMembers();
});
afterAll(() => test.database.drop());

it("nobody judges in their own case by a key that they made, nor by a key of such a key", async () => {
  const tenant = await test.newTenant();
  const owner: Caller = await test.callerOf(await test.signedIn(tenant));
  const subject = randomUUID();
  const { id } = await addMember(test.db, owner, {
    ...{ email: `${subject}@x.test`, name: "Admin", role: "admin" },
    identity: { connection: CONNECTION, subject },
  });
  const signedIn = await test.signIn(tenant, { subject });
  const admin = await test.callerOf(signedIn.ok ? signedIn.token.reveal() : "");
  const keyOf = async (by: Caller) => {
    const capabilities = [...admin.permissions];
    const { token } = await createApiKey(test, by, { name: "k", capabilities });
    return (await resolveApiKeyCaller(test, token.reveal(), REQUEST)) as Caller;
  };
  const first = await keyOf(admin);
  const second = await keyOf(first);
  const others = await keyOf(owner);
  for (const key of [first, second]) {
    expect(await codeOf(changeMemberRole(test, key, id, { role: "policy_manager" }))).toBe(
      "forbidden",
    );
    expect(await codeOf(changeMemberWorkspaces(test, key, id, { workspaces: "every" }))).toBe(
      "forbidden",
    );
    expect(await codeOf(removeMember(test, key, id, { keys: "revoke" }))).toBe("forbidden");
  }
  expect(await codeOf(changeMemberRole(test, others, id, { role: "policy_manager" }))).toBe("done");
});
