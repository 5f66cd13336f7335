import { afterAll, beforeAll, expect, it } from "vitest";
import type { Caller } from "@/lib/access";
import { createApiKey } from "@/lib/credentials";
import type { TestTenant } from "@/lib/db/testing";
import type { TestMembers } from "@/lib/identity/testing/members";
import { newId } from "@/lib/kernel";
import { codeOf } from "@/lib/kernel/testing/code-of";
import { decideLine, keepLines } from ".";
import { type TestReviews, testReviews } from "./testing/reviews";

/* What keeping a line certifies: what is held at that moment, and no more than was seen. */
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
