import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { addMember, type Caller, createWorkspace } from "@/lib/access";
import { makeSession, type TestTenant } from "@/lib/db/testing";
import { CONNECTION, type TestMembers, testMembers } from "@/lib/identity/testing/members";
import { newId, Problem } from "@/lib/kernel";
import { explainAccessOf } from "./explain-access";

let test: TestMembers;
let tenant: TestTenant;
let owner: Caller;
beforeAll(async () => {
  test = await testMembers();
  tenant = await test.newTenant();
  owner = await test.callerOf(await test.signedIn(tenant));
  await makeSession(test.database, tenant);
});
afterAll(() => test.database.drop());

async function member(workspaces: readonly string[]) {
  const subject = randomUUID();
  const { id } = await addMember(test.db, owner, {
    ...{ email: `${subject}@x.test`, name: "Somebody", role: "viewer" },
    reach: { every: false, workspaces },
    identity: { connection: CONNECTION, subject },
  });
  const result = await test.signIn(tenant, { subject });
  return { id, caller: await test.callerOf(result.ok ? result.token.reveal() : "") };
}
const said = (work: Promise<unknown>) =>
  work.then(
    (given) => JSON.stringify(given),
    (error: unknown) => (error instanceof Problem ? error.code : String(error)),
  );

it("who does not see a workspace does not learn its name by asking what others may do in it", async () => {
  const secret = await createWorkspace(test, owner, { name: "Project Zebra", slug: "zebra" });
  const [inside, outside] = [await member([secret.id]), await member([tenant.workspaceId])];
  const ask = (by: Caller, workspaceId: string) =>
    said(
      explainAccessOf(test, by, {
        ...{ subject: `member:${inside.id}`, permission: "servers:read", workspaceId },
      }),
    );
  expect(await ask(owner, secret.id)).toContain("Project Zebra");
  expect(await ask(outside.caller, secret.id)).toBe("not_found");
  expect(await ask(outside.caller, newId())).toBe("not_found");
});
