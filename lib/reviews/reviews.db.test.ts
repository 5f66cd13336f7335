import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { addMember, type Caller } from "@/lib/access";
import { createApiKey, resolveApiKeyCaller } from "@/lib/credentials";
import { makeTenant, type TestTenant } from "@/lib/db/testing";
import { CONNECTION, REQUEST, type TestMembers, testMembers } from "@/lib/identity/testing/members";
import { newId, Problem } from "@/lib/kernel";
import { getMember } from "@/lib/people";
import { beginReview, closeReview, decideLine, getReview, listReviews } from ".";

let test: TestMembers;
let tenant: TestTenant;
let owner: Caller;
beforeAll(async () => {
  test = await testMembers();
  tenant = await test.newTenant();
  owner = await test.callerOf(await test.signedIn(tenant));
});
afterAll(() => test.database.drop());

async function member(role: string): Promise<{ id: string; caller: Caller }> {
  const subject = randomUUID();
  const identity = { connection: CONNECTION, subject };
  const { id } = await addMember(test.db, owner, {
    ...{ email: `${subject}@x.test`, name: role, role, identity },
  });
  const result = await test.signIn(tenant, { subject });
  if (!result.ok) throw new Error(result.reason);
  return { id, caller: await test.callerOf(result.token.reveal()) };
}
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (error: unknown) => (error instanceof Problem ? error.code : String(error)),
  );
const begin = () => beginReview(test, owner, { name: "Spring", dueAt: "2100-01-01T00:00:00Z" });

it("says who may do what, takes away what is decided, and closes when all of it is done", async () => {
  const [leaver, reviewer, auditor] = [
    await member("policy_manager"),
    await member("security_reviewer"),
    await member("auditor"),
  ];
  const key = await createApiKey(test, owner, { name: "old", capabilities: ["servers:read"] });
  const { id, lines } = await begin();
  expect(lines).toBe(5);
  const { each } = await getReview(test, auditor.caller, id);
  const lineOf = (subject: string) => {
    const line = each.find((one) => one.subject === subject);
    if (line === undefined) throw new Error(`no line of ${subject}`);
    return line;
  };
  expect(lineOf(`api-key:${key.id}`).held).toEqual(["servers:read"]);
  expect(lineOf(`member:${leaver.id}`).held).toContain("rules:write");
  const decide = (by: Caller, subject: string, decision: "keep" | "remove") =>
    decideLine(test, by, { id, lineId: lineOf(subject).id }, { decision });

  expect(await codeOf(decide(auditor.caller, `member:${leaver.id}`, "keep"))).toBe("forbidden");
  expect(await codeOf(decide(owner, owner.actor, "keep"))).toBe("forbidden");
  // A reviewer says it, and may not do it: who may is told, and does.
  const asked = await decide(reviewer.caller, `member:${leaver.id}`, "remove");
  expect(asked.done).toBe(false);
  expect(await getMember(test, owner, leaver.id)).toMatchObject({ status: "active" });
  const told = await test.database.admin(
    "select member_id from portcullis.notices where tenant_id = $1 and kind = 'review.asks'",
    [tenant.tenantId],
  );
  expect(told).toEqual([{ member_id: tenant.memberId }]);
  for (const subject of [owner.actor, `member:${auditor.id}`])
    await decide(reviewer.caller, subject, "keep");
  await decide(owner, `member:${reviewer.id}`, "keep");
  await decide(owner, `api-key:${key.id}`, "remove");
  expect(await resolveApiKeyCaller(test, key.token.reveal(), REQUEST)).toBeNull();
  expect(await codeOf(closeReview(test, owner, id))).toBe("conflict");
  expect((await decide(owner, `member:${leaver.id}`, "remove")).done).toBe(true);
  expect(await getMember(test, owner, leaver.id)).toMatchObject({ status: "removed" });
  expect(await codeOf(decide(owner, `member:${leaver.id}`, "keep"))).toBe("conflict");
  await closeReview(test, owner, id);
  expect(await codeOf(decide(owner, `member:${auditor.id}`, "keep"))).toBe("conflict");
  expect((await test.ledgerOf(tenant)).filter((one) => one.startsWith("review."))).toEqual([
    "review.begun",
    "review.decided: asked",
    ...Array.from({ length: 5 }, () => "review.decided: done"),
    "review.closed",
  ]);
});

it("is overdue when its date has passed and it is open", async () => {
  const { id } = await begin();
  const overdue = async () =>
    (await listReviews(test, owner)).data.filter((one) => one.overdue).map((one) => one.id);
  expect(await overdue()).toEqual([]);
  await test.database.admin(
    "update portcullis.access_reviews set due_at = now() - interval '1 day' where tenant_id = $1",
    [tenant.tenantId],
  );
  expect(await overdue()).toEqual([id]);
  const past = beginReview(test, owner, { name: "x", dueAt: "2020-01-01T00:00:00Z" });
  expect(await codeOf(past)).toBe("unprocessable");
});

it("another organisation's is answered as none", async () => {
  const other = await makeTenant(test.database);
  const them = { ...owner, ...other.identity, actor: other.identity.subject };
  const theirs = await beginReview(test, them, { name: "x", dueAt: "2100-01-01T00:00:00Z" });
  for (const id of [theirs.id, newId(), "x"]) {
    expect(await codeOf(getReview(test, owner, id))).toBe("not_found");
    expect(await codeOf(closeReview(test, owner, id))).toBe("not_found");
    const line = decideLine(test, owner, { id, lineId: newId() }, { decision: "keep" });
    expect(await codeOf(line)).toBe("not_found");
  }
});
