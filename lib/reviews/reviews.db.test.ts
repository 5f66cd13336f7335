import { afterAll, beforeAll, expect, it } from "vitest";
import type { Caller } from "@/lib/access";
import { createApiKey, resolveApiKeyCaller, rotateApiKey } from "@/lib/credentials";
import { makeTenant, type TestTenant } from "@/lib/db/testing";
import { REQUEST, type TestMembers } from "@/lib/identity/testing/members";
import { newId } from "@/lib/kernel";
import { codeOf } from "@/lib/kernel/testing/code-of";
import { getMember, removeMember } from "@/lib/people";
import {
  announceDue,
  changeReview,
  closeReview,
  decideLine,
  getReview,
  keepLines,
  listReviewLines,
  listReviews,
} from ".";
import { FAR, type TestReviews, testReviews } from "./testing/reviews";

let test: TestMembers;
let tenant: TestTenant;
let owner: Caller;
let member: TestReviews["member"];
let begin: TestReviews["begin"];
let linesOf: TestReviews["linesOf"];
beforeAll(async () => {
  ({ test, tenant, owner, member, begin, linesOf } = await testReviews());
});
afterAll(() => test.database.drop());

async function decider(id: string) {
  const lines = await linesOf(id);
  return (by: Caller, subject: string, decision: "keep" | "remove", note?: string) => {
    const line = lines.find((one) => one.subject === subject);
    if (line === undefined) throw new Error(`no line of ${subject}`);
    return decideLine(test, by, { id, lineId: line.id }, { decision, note });
  };
}
const toldOf = async (kind: string) =>
  (
    await test.database.admin<{ member_id: string }>(
      "select member_id from portcullis.notices where tenant_id = $1 and kind = $2 order by id",
      [tenant.tenantId, kind],
    )
  ).map((row) => row.member_id);
/** A grant of the owner's, in the tenant's workspace unless another is named. */
async function grant(workspaceId = tenant.workspaceId, by = owner.actor): Promise<string> {
  const [server, id] = [newId(), newId()];
  await test.database.admin(
    `insert into portcullis.servers (tenant_id, workspace_id, id, name, url, created_by)
     values ($1, $2, $3, 's', 'http://127.0.0.1:9/mcp', 'test')`,
    [tenant.tenantId, workspaceId, server],
  );
  await test.database.admin(
    `insert into portcullis.grants (tenant_id, workspace_id, id, server_id, name, token_hash, last_four, created_by)
     values ($1, $2, $3, $4, 'g', sha256($6::bytea), 'abcd', $5)`,
    [tenant.tenantId, workspaceId, id, server, by, id],
  );
  return id;
}

it("says who may do what, takes away what is decided, and closes when all of it is done", async () => {
  const [leaver, reviewer, auditor] = [
    await member("policy_manager"),
    await member("security_reviewer"),
    await member("auditor"),
  ];
  const key = await createApiKey(test, owner, { name: "old", capabilities: ["servers:read"] });
  const access = await grant();
  const { id, lines } = await begin();
  expect(lines).toBe(6);
  const each = await linesOf(id, auditor.caller);
  expect(each.find((one) => one.subject === `api-key:${key.id}`)?.held).toEqual(["servers:read"]);
  const line = each.find((one) => one.subject === `member:${leaver.id}`);
  expect(line).toMatchObject({ name: "policy_manager", role: "policy_manager", gone: false });
  expect(line?.held).toContain("rules:write");
  expect([line?.since, line?.lastUsedAt].map((at) => typeof at)).toEqual(["string", "string"]);
  const decide = await decider(id);

  expect(await codeOf(decide(auditor.caller, `member:${leaver.id}`, "keep"))).toBe("forbidden");
  expect(await codeOf(decide(owner, owner.actor, "keep"))).toBe("forbidden");
  // A reviewer says it, and may not do it: who may is told, and does.
  const asked = await decide(reviewer.caller, `member:${leaver.id}`, "remove", "left the project");
  expect(asked.done).toBe(false);
  await decide(reviewer.caller, `member:${leaver.id}`, "remove");
  expect(await getMember(test, owner, leaver.id)).toMatchObject({ status: "active" });
  expect(await toldOf("review.asks")).toEqual([tenant.memberId]);
  expect(await getReview(test, owner, id)).toMatchObject({ lines: 6, decided: 1, asked: 1 });
  for (const subject of [owner.actor, `member:${auditor.id}`])
    await decide(reviewer.caller, subject, "keep");
  await decide(owner, `member:${reviewer.id}`, "keep");
  await decide(owner, `api-key:${key.id}`, "remove");
  expect(await resolveApiKeyCaller(test, key.token.reveal(), REQUEST)).toBeNull();
  expect((await decide(reviewer.caller, `grant:${access}`, "remove")).done).toBe(false);
  expect((await decide(owner, `grant:${access}`, "remove")).done).toBe(true);
  const [row] = await test.database.admin<{ revoked_at: Date | null }>(
    "select revoked_at from portcullis.grants where id = $1",
    [access],
  );
  expect(row?.revoked_at).not.toBeNull();
  expect(await codeOf(closeReview(test, owner, id))).toBe("conflict");
  const removed = await decide(owner, `member:${leaver.id}`, "remove");
  expect(removed).toMatchObject({ done: true, ended: { sessions: 1, keys: 0 } });
  expect(await getMember(test, owner, leaver.id)).toMatchObject({ status: "removed" });
  expect((await linesOf(id)).find(({ id }) => id === line?.id)?.note).toBe("left the project");
  expect(await codeOf(decide(owner, `member:${leaver.id}`, "keep"))).toBe("conflict");
  await closeReview(test, owner, id);
  expect(await codeOf(decide(owner, `member:${auditor.id}`, "keep"))).toBe("conflict");
  expect((await test.ledgerOf(tenant)).filter((one) => one.startsWith("review."))).toEqual([
    "review.begun",
    ...Array.from({ length: 2 }, () => "review.decided: asked"),
    ...Array.from({ length: 4 }, () => "review.decided: done"),
    "review.decided: asked",
    ...Array.from({ length: 2 }, () => "review.decided: done"),
    "review.closed",
  ]);
});

it("nobody keeps what they made, by whatever hand, and a removed key takes what it became with it", async () => {
  const reviewer = await member("security_reviewer");
  const admin = await member("admin");
  const held = ["servers:read", "reviews:write", "api-keys:write"];
  const key = await createApiKey(test, admin.caller, { name: "first", capabilities: held });
  const asKey = await resolveApiKeyCaller(test, key.token.reveal(), REQUEST);
  if (asKey === null) throw new Error("the key does not work");
  const child = await createApiKey(test, asKey, { name: "child", capabilities: ["servers:read"] });
  const { id } = await begin();
  const decide = await decider(id);
  for (const [by, subject] of [
    [admin.caller, `api-key:${key.id}`],
    [admin.caller, `api-key:${child.id}`],
    [asKey, `api-key:${child.id}`],
    [asKey, `member:${admin.id}`],
  ] as const)
    expect([subject, await codeOf(decide(by, subject, "keep"))]).toEqual([subject, "forbidden"]);
  const own = (await linesOf(id, admin.caller)).filter((line) => line.own);
  expect(own.map((line) => line.subject).sort()).toEqual(
    [`api-key:${key.id}`, `api-key:${child.id}`, `member:${admin.id}`].sort(),
  );
  await decide(reviewer.caller, `api-key:${child.id}`, "keep");
  const next = await rotateApiKey(test, admin.caller, key.id, { overlapSeconds: 3600 });
  // Giving up what one made is no favour to oneself.
  const taken = await decide(admin.caller, `api-key:${key.id}`, "remove");
  expect(taken).toMatchObject({ done: true, ended: { sessions: 0, keys: 1 } });
  expect(await resolveApiKeyCaller(test, next.token.reveal(), REQUEST)).toBeNull();
  // Somebody who may do more than the remover is not removed: who may as much is asked.
  expect((await decide(admin.caller, owner.actor, "remove")).done).toBe(false);
});

it("who rotated a key since the review began does not keep it: they have seen what it is now", async () => {
  const [admin, another] = [await member("admin"), await member("security_reviewer")];
  const key = await createApiKey(test, owner, { name: "old", capabilities: ["servers:read"] });
  const { id } = await begin({ subjects: ["api-key"] });
  const decide = await decider(id);
  await rotateApiKey(test, admin.caller, key.id, { overlapSeconds: 0 });
  const line = (await linesOf(id, admin.caller)).find((one) => one.subject.endsWith(key.id));
  expect(line?.own).toBe(true);
  expect(await codeOf(decide(admin.caller, `api-key:${key.id}`, "keep"))).toBe("forbidden");
  expect(await codeOf(decide(owner, `api-key:${key.id}`, "keep"))).toBe("forbidden");
  await decide(another.caller, `api-key:${key.id}`, "keep");
});

it("keeps many at once or none, and no line twice, however many decide at the same time", async () => {
  const reviewer = await member("security_reviewer");
  const { id } = await begin({ subjects: ["member"] });
  const lines = await linesOf(id, reviewer.caller);
  const others = lines.filter(({ own }) => !own).map((line) => line.id);
  const all = lines.map((line) => line.id);
  const keep = (chosen: string[]) => keepLines(test, reviewer.caller, id, { lines: chosen });
  expect(await codeOf(keep(all))).toBe("forbidden");
  expect(await codeOf(keep([...others, newId()]))).toBe("not_found");
  const elsewhere = await begin({ subjects: ["member"] });
  const foreign = (await linesOf(elsewhere.id)).map((line) => line.id);
  expect(await codeOf(keep([...others, ...foreign]))).toBe("not_found");
  expect(await getReview(test, owner, id)).toMatchObject({ decided: 0 });
  const codes = await Promise.all([codeOf(keep(others)), codeOf(keep(others))]);
  expect(codes.sort()).toEqual(["conflict", "done"]);
  expect(await getReview(test, owner, id)).toMatchObject({ decided: others.length });
  const { data } = await listReviewLines(test, owner, id, { limit: 1, state: "open" });
  expect(data.map(({ subject }) => subject)).toEqual([reviewer.caller.actor]);
});

it("named reviewers decide, but for what is about them, until they no longer may", async () => {
  const [named, other] = [await member("security_reviewer"), await member("security_reviewer")];
  const viewer = await member("viewer");
  expect(await codeOf(begin({ reviewers: [viewer.id] }))).toBe("unprocessable");
  expect(await codeOf(begin({ reviewers: [newId()] }))).toBe("unprocessable");
  const { id } = await begin({ subjects: ["member"], reviewers: [named.id] });
  expect((await toldOf("review.begun")).at(-1)).toBe(named.id);
  const decide = await decider(id);
  const about = `member:${viewer.id}`;
  expect(await codeOf(decide(other.caller, about, "keep"))).toBe("forbidden");
  expect(await codeOf(decide(owner, about, "keep"))).toBe("forbidden");
  expect(await codeOf(changeReview(test, other.caller, id, { reviewers: [other.id] }))).toBe(
    "forbidden",
  );
  await decide(other.caller, `member:${named.id}`, "keep");
  expect((await decide(named.caller, about, "remove")).done).toBe(false);
  // Who is not named takes away what was asked, and does not take it back.
  expect(await codeOf(decide(owner, about, "keep"))).toBe("forbidden");
  expect((await decide(owner, about, "remove")).done).toBe(true);
  await removeMember(test, owner, named.id, {});
  await decide(other.caller, owner.actor, "keep");
  await changeReview(test, owner, id, { reviewers: [other.id], dueAt: FAR });
  expect((await getReview(test, owner, id)).reviewers).toEqual([other.id]);
});

it("a line about what has ended meanwhile, by whatever way, does not keep a review open", async () => {
  const going = await member("viewer");
  const { id } = await begin({ subjects: ["member"], holding: "servers:read" });
  const lines = await linesOf(id);
  await removeMember(test, owner, going.id, {});
  const reviewer = await member("security_reviewer");
  const rest = lines.filter(({ subject }) => subject !== `member:${going.id}`);
  await keepLines(test, reviewer.caller, id, { lines: rest.map((line) => line.id) });
  expect(await getReview(test, owner, id)).toMatchObject({ decided: rest.length });
  await closeReview(test, owner, id);
  const { lines: all, decided } = await getReview(test, owner, id);
  expect(decided).toBe(all);
});

it("holds only who holds what is asked for, and nothing to review is no review", async () => {
  const { id } = await begin({ holding: "admin:all" });
  for (const { held } of await linesOf(id)) expect(held).toContain("admin:all");
  const unheld = begin({ subjects: ["api-key"], holding: "traces:delete" });
  expect(await codeOf(unheld)).toBe("unprocessable");
  const past = begin({ dueAt: "2020-01-01T00:00:00Z" });
  expect(await codeOf(past)).toBe("unprocessable");
});

it("a grant in a workspace that one does not see is neither named nor decided", async () => {
  const workspace = newId();
  await test.database.admin(
    "insert into portcullis.workspaces (tenant_id, id, slug, name, salt) values ($1, $2, 'far', 'Far', sha256('salt'::bytea))",
    [tenant.tenantId, workspace],
  );
  const far = await grant(workspace);
  const wide = { ...owner, workspaceIds: [...owner.workspaceIds, workspace] };
  const { id } = await begin({ subjects: ["grant"] }, wide);
  const narrow = (await member("admin")).caller;
  const here = { ...narrow, workspaceIds: [tenant.workspaceId] };
  const line = (await linesOf(id, here)).find(({ subject }) => subject === `grant:${far}`);
  expect(line).toMatchObject({ name: `grant:${far}`, lastUsedAt: null });
  const decide = await decider(id);
  for (const decision of ["keep", "remove"] as const)
    expect(await codeOf(decide(here, `grant:${far}`, decision))).toBe("forbidden");
  expect(await codeOf(closeReview(test, here, id))).toBe("conflict");
});

it("its date is told of once when it is near and once when it has passed", async () => {
  const reviewer = await member("security_reviewer");
  const { id } = await begin({ subjects: ["member"], reviewers: [reviewer.id] });
  const db = test.database.open("portcullis_worker");
  const worker = {
    ...owner,
    ...{ kind: "system", actor: "system:worker", source: "worker" },
  } as Caller;
  const tell = () => announceDue({ db }, worker);
  const due = (when: string) =>
    test.database.admin(
      `update portcullis.access_reviews set created_at = now() - interval '30 days', due_at = now() + $2::interval where id = $1`,
      [id, when],
    );
  const overdue = async () =>
    (await listReviews(test, owner, { limit: 9, state: "overdue" })).data.map((one) => one.id);
  expect(await tell()).toBe(0);
  await due("6 days");
  expect(await Promise.all([tell(), tell()]).then((told) => told.sort())).toEqual([0, 1]);
  expect(await tell()).toBe(0);
  expect(await toldOf("review.due-soon")).toEqual([reviewer.id]);
  expect(await overdue()).toEqual([]);
  await due("-1 minute");
  expect([await tell(), await tell()]).toEqual([1, 0]);
  expect(await toldOf("review.overdue")).toEqual(
    expect.arrayContaining([tenant.memberId, reviewer.id]),
  );
  expect(await overdue()).toEqual([id]);
  // Another date is told of anew.
  await changeReview(test, owner, id, { dueAt: FAR });
  await due("1 day");
  expect(await tell()).toBe(1);
});

it("another organisation's is answered as none", async () => {
  const other = await makeTenant(test.database);
  const them = { ...owner, ...other.identity, actor: other.identity.subject };
  const theirs = await begin({}, them);
  for (const id of [theirs.id, newId(), "x"]) {
    const codes = [
      getReview(test, owner, id),
      listReviewLines(test, owner, id, { limit: 9 }),
      changeReview(test, owner, id, { dueAt: FAR }),
      keepLines(test, owner, id, { lines: [newId()] }),
      closeReview(test, owner, id),
      decideLine(test, owner, { id, lineId: newId() }, { decision: "keep" }),
    ].map(codeOf);
    expect(await Promise.all(codes)).toEqual(codes.map(() => "not_found"));
  }
  expect(await codeOf(begin({ reviewers: [other.memberId] }))).toBe("unprocessable");
});
