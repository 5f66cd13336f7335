import { afterAll, beforeAll, expect, it } from "vitest";
import { addMember, type Caller } from "@/lib/access";
import { createApiKey, resolveApiKeyCaller } from "@/lib/credentials";
import type { TestTenant } from "@/lib/db/testing";
import { CONNECTION, REQUEST, type TestMembers, testMembers } from "@/lib/identity/testing/members";
import { newId } from "@/lib/kernel";
import { codeOf } from "@/lib/kernel/testing/code-of";
import { beginReview, closeReview, decideLine, keepLines, listReviewLines } from ".";

/* Nothing is approved by whoever came in before what vouches for them began to fail. */
let test: TestMembers;
let tenant: TestTenant;
let owner: Caller;
beforeAll(async () => {
  test = await testMembers();
  tenant = await test.newTenant();
  owner = await test.callerOf(await test.signedIn(tenant));
});
afterAll(() => test.database.drop());

const sql = (text: string, values: unknown[] = []) =>
  test.database.admin(text, [tenant.tenantId, ...values]);
const fail = (broker: string, since: string | null) =>
  sql(
    "update portcullis.connections set failing_since = now() + $3::interval, failure = 'unreachable' where tenant_id = $1 and broker_id = $2",
    [broker, since],
  );

/** A review with as many lines that are others' as are asked for. */
async function review(lines: number) {
  for (let n = 0; n < lines; n++)
    await addMember(test.db, owner, {
      ...{ email: `${newId()}@x.test`, name: "x", role: "viewer" },
      identity: { connection: CONNECTION, subject: newId() },
    });
  const { id } = await beginReview(test, owner, {
    ...{ name: "x", dueAt: "2100-01-01T00:00:00Z", subjects: ["member"], holding: null },
    reviewers: [],
  });
  const { data } = await listReviewLines(test, owner, id, { limit: 200 });
  const others = data.filter(({ own }) => !own).map((line) => line.id);
  return { id, others };
}

it("keeping waits for a fresh proof while the connection fails; taking away does not", async () => {
  const { id, others } = await review(3);
  const [first = "", second = "", third = ""] = others;
  const keep = (by: Caller, lineId: string) =>
    codeOf(decideLine(test, by, { id, lineId }, { decision: "keep" }));
  await fail(CONNECTION, "-1 minute");
  const asked = (when: string | null) =>
    sql(
      "update portcullis.sessions set authenticated_at = now() + $2::interval where tenant_id = $1",
      [when],
    );
  // Let in after it began to fail, and not asked who they are since: no proof.
  for (const when of [null, "-2 minutes"]) {
    await asked(when);
    expect(await keep(owner, first)).toBe("identity_degraded");
  }
  await asked("0");
  expect(await keep(owner, first)).toBe("done");
  await fail(CONNECTION, "1 minute");
  expect(await keep(owner, second)).toBe("identity_degraded");
  expect(await codeOf(keepLines(test, owner, id, { lines: [second] }))).toBe("identity_degraded");
  expect(await codeOf(closeReview(test, owner, id))).toBe("identity_degraded");
  expect(await codeOf(decideLine(test, owner, { id, lineId: third }, { decision: "remove" }))).toBe(
    "done",
  );
  await sql(
    "update portcullis.sessions set factor = 'totp', factor_at = now() + interval '2 minutes' where tenant_id = $1",
  );
  expect(await keep(owner, second)).toBe("done");
  await sql("update portcullis.sessions set factor = null, factor_at = null where tenant_id = $1");
  expect(await codeOf(closeReview(test, owner, id))).toBe("identity_degraded");
  await fail(CONNECTION, null);
  expect(await codeOf(closeReview(test, owner, id))).toBe("conflict");
});

it("another connection's failing, or one that is off, is nobody's who came in by this one", async () => {
  const { id, others } = await review(1);
  await sql(
    `insert into portcullis.connections (tenant_id, id, broker_id, kind, vendor, name, state, created_by)
     values ($1, $2, 'other', 'oidc', 'other', 'Other', 'active', 'system:test')`,
    [newId()],
  );
  await fail("other", "1 minute");
  const keep = (by: Caller) => codeOf(keepLines(test, by, id, { lines: others.slice(0, 1) }));
  // A session that does not say how it came in, a caller without one, and a key: all that fails counts.
  const held = ["reviews:write"];
  const key = await createApiKey(test, owner, { name: "k", capabilities: held });
  const asKey = await resolveApiKeyCaller(test, key.token.reveal(), REQUEST);
  if (asKey === null) throw new Error("the key does not work");
  expect(await keep(asKey)).toBe("identity_degraded");
  expect(await keep({ ...owner, session: undefined })).toBe("identity_degraded");
  await sql(
    "update portcullis.connections set state = 'off' where tenant_id = $1 and broker_id = 'other'",
  );
  expect(await keep({ ...owner, session: { id: newId() } })).toBe("done");
});

it("a directory that told of somebody and can tell nothing more, or is silent, stands in the way of them alone", async () => {
  const { id, others } = await review(2);
  const [directory, other] = [newId(), others[1] ?? ""];
  await sql(
    `insert into portcullis.directories (tenant_id, id, name, connection, subject_from, created_by)
     values ($1, $2, 'Directory', $3, 'userName', 'system:test')`,
    [directory, CONNECTION],
  );
  await sql(
    `insert into portcullis.directory_tokens (tenant_id, directory_id, id, token_hash, last_four, capabilities, created_by, expires_at)
     values ($1, $2, $3, sha256('x'::bytea), 'abcd', '{}', 'system:test', now() + interval '1 hour')`,
    [directory, newId()],
  );
  const keep = () => codeOf(keepLines(test, owner, id, { lines: [other] }));
  const token = (ends: string) =>
    sql(
      "update portcullis.directory_tokens set expires_at = now() + $2::interval where tenant_id = $1",
      [ends],
    );
  await sql(
    `insert into portcullis.directory_users (tenant_id, directory_id, id, user_name, user_key, active, document, member_id)
     values ($1, $2, $3, 'o', 'o', true, '{}', $4)`,
    [directory, newId(), tenant.memberId],
  );
  await test.age(tenant, "created_at", 3600);
  await token("-10 minutes");
  expect(await keep()).toBe("identity_degraded");
  await token("1 hour");
  const heard = (ago: string) =>
    sql(
      "update portcullis.directory_tokens set last_used_at = now() - $2::interval where tenant_id = $1",
      [ago],
    );
  await heard("169 hours");
  expect(await keep()).toBe("identity_degraded");
  await heard("167 hours");
  expect(await keep()).toBe("done");
});
