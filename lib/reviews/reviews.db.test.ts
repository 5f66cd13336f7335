import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { addMember, type Caller } from "@/lib/access";
import { createApiKey, resolveApiKeyCaller, rotateApiKey } from "@/lib/credentials";
import { makeTenant, type TestTenant } from "@/lib/db/testing";
import { CONNECTION, REQUEST, type TestMembers, testMembers } from "@/lib/identity/testing/members";
import { newId } from "@/lib/kernel";
import { codeOf } from "@/lib/kernel/testing/code-of";
import { getMember, removeMember } from "@/lib/people";
import {
  announceDue,
  beginReview,
  changeReview,
  closeReview,
  decideLine,
  getReview,
  keepLines,
  listReviewLines,
  listReviews,
  type NewReviewInput,
} from ".";

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
const FAR = "2100-01-01T00:00:00Z";
const begin = (part: Partial<NewReviewInput> = {}, by = owner) =>
  beginReview(test, by, {
    ...{ name: "Spring", dueAt: FAR, subjects: ["member", "api-key", "grant"] },
    ...{ holding: null, reviewers: [], ...part },
  });
const linesOf = async (id: string, by = owner) =>
  (await listReviewLines(test, by, id, { limit: 200 })).data;
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

it("keeps what is held now: where that is more than the review says, only by naming it", async () => {
  const [raised, lowered, same] = [
    await member("viewer"),
    await member("policy_manager"),
    await member("viewer"),
  ];
  const { id } = await begin({ subjects: ["member"] });
  const give = (of: { id: string }, role: string, level: number | null = null) =>
    test.database.admin(
      "update portcullis.members set role = $2, approver_level = $3 where id = $1",
      [of.id, role, level],
    );
  await give(raised, "policy_manager");
  await give(lowered, "viewer");
  const subjectOf = (of: { id: string }) => `member:${of.id}`;
  const lineOf = async (of: { id: string }) => {
    const line = (await linesOf(id)).find((one) => one.subject === subjectOf(of));
    if (line === undefined) throw new Error("no line");
    return line;
  };
  const keep = async (of: { id: string }, version?: string) => {
    const { id: lineId } = await lineOf(of);
    return await codeOf(decideLine(test, owner, { id, lineId }, { decision: "keep", version }));
  };
  expect(await lineOf(raised)).toMatchObject({ role: "viewer", grown: true, kept: null });
  expect((await lineOf(raised)).now).toMatchObject({ role: "policy_manager" });
  expect(await lineOf(lowered)).toMatchObject({ role: "policy_manager", grown: false });

  // Many at once: what holds more is skipped, and where that is all of them, nothing is kept.
  const ids = await Promise.all([raised, lowered, same].map(async (of) => (await lineOf(of)).id));
  expect(await keepLines(test, owner, id, { lines: ids })).toMatchObject({ kept: 2, skipped: 1 });
  expect(await codeOf(keepLines(test, owner, id, { lines: [ids[0] ?? ""] }))).toBe("line_changed");
  expect((await lineOf(lowered)).kept).toMatchObject({ role: "viewer" });

  expect(await keep(raised)).toBe("line_changed");
  const stale = (await lineOf(raised)).now?.version;
  await give(raised, "admin");
  expect(await keep(raised, stale)).toBe("line_changed");
  expect(await keep(raised, (await lineOf(same)).now?.version)).toBe("line_changed");
  expect((await lineOf(raised)).decision).toBeNull();
  const { now } = await lineOf(raised);
  expect(await keep(raised, now?.version)).toBe("done");
  expect(await lineOf(raised)).toMatchObject({ grown: false, kept: { role: "admin" } });
  const [entry] = await test.database.admin<{ body: { keys: string[]; hashes: object } }>(
    `select convert_from(bytes, 'UTF8')::jsonb -> 'body' as body from portcullis.ledger_entries
     where tenant_id = $1 and type = 'review.decided' and target = $2 order by seq desc limit 1`,
    [tenant.tenantId, subjectOf(raised)],
  );
  expect(entry?.body.hashes).toEqual({ held: now?.version });
  expect(entry?.body.keys).toEqual(["role:admin", ...(now?.held ?? []), "workspace:every"]);

  // What was kept is kept as it was then: more later wants another look.
  await give(same, "approver", 1);
  expect(await lineOf(same)).toMatchObject({ decision: "keep", grown: true });
  expect(await keep(same)).toBe("line_changed");
  expect(await keep(same, (await lineOf(same)).now?.version)).toBe("done");
  expect((await lineOf(same)).kept).toMatchObject({ role: "approver", level: 1 });
});

it("who sees more workspaces than when the review began holds more", async () => {
  const one = await member("viewer");
  const see = async (...workspaces: string[]) => {
    const of = [tenant.tenantId, one.id];
    await test.database.admin(
      "update portcullis.members set every_workspace = false where tenant_id = $1 and id = $2",
      of,
    );
    await test.database.admin(
      "delete from portcullis.member_workspaces where tenant_id = $1 and member_id = $2",
      of,
    );
    for (const workspace of workspaces)
      await test.database.admin(
        "insert into portcullis.member_workspaces (tenant_id, member_id, workspace, created_by) values ($1, $2, $3, 'system:test')",
        [...of, workspace],
      );
  };
  await see();
  const { id } = await begin({ subjects: ["member"] });
  const lineOf = async () => {
    const line = (await linesOf(id)).find(({ subject }) => subject === `member:${one.id}`);
    if (line === undefined) throw new Error("no line");
    return line;
  };
  const keep = async (version?: string) =>
    await codeOf(
      decideLine(test, owner, { id, lineId: (await lineOf()).id }, { decision: "keep", version }),
    );
  expect(await lineOf()).toMatchObject({ sees: ["none"], grown: false });
  const before = (await lineOf()).now?.version;
  await see(tenant.workspaceId);
  expect(await lineOf()).toMatchObject({ grown: true, now: { sees: [tenant.workspaceId] } });
  const { id: lineId } = await lineOf();
  expect(await codeOf(keepLines(test, owner, id, { lines: [lineId] }))).toBe("line_changed");
  expect([await keep(), await keep(before)]).toEqual(["line_changed", "line_changed"]);
  expect(await keep((await lineOf()).now?.version)).toBe("done");
  expect(await lineOf()).toMatchObject({ grown: false, kept: { sees: [tenant.workspaceId] } });
  await see();
  expect([(await lineOf()).grown, await keep()]).toEqual([false, "done"]);
});

it("a role that was widened, and a key that the policy gives back more, hold more", async () => {
  const role = newId();
  const holds = (permissions: string) =>
    test.database.admin("update portcullis.roles set permissions = $2 where id = $1", [
      role,
      permissions,
    ]);
  await test.database.admin(
    `insert into portcullis.roles (tenant_id, id, name, description, permissions, created_by)
     values ($1, $2, 'Keeper', '', '{servers:read}', 'test')`,
    [tenant.tenantId, role],
  );
  const keeper = await member("viewer");
  await test.database.admin(
    "update portcullis.members set role = 'custom', custom_role = $2 where id = $1",
    [keeper.id, role],
  );
  const key = await createApiKey(test, owner, {
    ...{ name: "wide", capabilities: ["servers:read"] },
  });
  const { id } = await begin({ subjects: ["member", "api-key"] });
  await holds("{servers:read,rules:write}");
  await test.database.admin(
    "update portcullis.api_keys set capabilities = '{servers:read,rules:write}' where id = $1",
    [key.id],
  );
  const seen = await linesOf(id);
  const versions = [`member:${keeper.id}`, `api-key:${key.id}`].map((subject) => {
    const line = seen.find((one) => one.subject === subject);
    expect([subject, line?.grown]).toEqual([subject, true]);
    return line;
  });
  const reviewer = await member("security_reviewer");
  for (const line of versions) {
    const decide = (version?: string) =>
      codeOf(
        decideLine(
          test,
          reviewer.caller,
          { id, lineId: line?.id ?? "" },
          { decision: "keep", version },
        ),
      );
    expect(await decide()).toBe("line_changed");
    expect(await decide(line?.now?.version)).toBe("done");
  }
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
