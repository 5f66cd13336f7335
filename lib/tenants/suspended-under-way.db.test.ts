import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { type Caller, renameTenant } from "@/lib/access";
import { createApiKey, resolveApiKeyCaller } from "@/lib/credentials";
import { type Database, openDatabase } from "@/lib/db";
import type { TestTenant } from "@/lib/db/testing";
import { REQUEST, type TestMembers, testMembers } from "@/lib/identity/testing/members";
import { codeOf } from "@/lib/kernel/testing/code-of";
import { findTenant, resumeTenant, suspendTenant } from ".";

let test: TestMembers;
let admin: Database;
let tenant: TestTenant;
const operator = { name: "ops", reason: "The contract has ended." };
beforeAll(async () => {
  test = await testMembers();
  const { adminUrl: url, keys } = test.database;
  admin = openDatabase({ url, keys, applicationName: "test-operator" });
});
beforeEach(async () => {
  tenant = await test.newTenant();
});
afterAll(async () => {
  await admin.close();
  await test.database.drop();
});

it("who was let in just before the doors were closed makes no way in and changes nothing", async () => {
  const member = await test.callerOf(await test.signedIn(tenant));
  const capabilities = ["workspaces:write", "api-keys:write"];
  const made = await createApiKey(test, member, { name: "k", capabilities });
  const key = (await resolveApiKeyCaller(test, made.token.reveal(), REQUEST)) as Caller;
  await suspendTenant({ db: admin }, await findTenant(admin, tenant.slug), operator);
  for (const caller of [member, key]) {
    expect(await codeOf(renameTenant(test, caller, { name: "Late" }))).toBe("unauthenticated");
    expect(
      await codeOf(createApiKey(test, caller, { name: "l", capabilities: ["workspaces:write"] })),
    ).toBe("unauthenticated");
  }
  await resumeTenant({ db: admin }, await findTenant(admin, tenant.slug), operator);
  for (const caller of [member, key])
    expect(await codeOf(renameTenant(test, caller, { name: "Again" }))).toBe("done");
});
