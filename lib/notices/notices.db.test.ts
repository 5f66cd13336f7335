import { afterAll, beforeAll, expect, it } from "vitest";
import { type Caller, permissionsOf, systemCaller } from "@/lib/access";
import { withTenant } from "@/lib/db";
import { makeTenant, type TestDatabase, type TestTenant, testDatabase } from "@/lib/db/testing";
import { newId } from "@/lib/kernel";
import { announce, countUnread, deliverMail, listNotices, type Mail, readNotices } from ".";

let database: TestDatabase;
let db: ReturnType<TestDatabase["open"]>;
let tenant: TestTenant;
let other: TestTenant;
let people: { admin: string; viewer: string; gone: string };
beforeAll(async () => {
  database = await testDatabase();
  db = database.open();
  tenant = await makeTenant(database);
  other = await makeTenant(database);
  people = {
    admin: await person("admin"),
    viewer: await person("viewer"),
    gone: await person("admin", "removed"),
  };
});
afterAll(() => database.drop());

async function person(role: string, status = "active"): Promise<string> {
  const id = newId();
  await database.admin(
    "insert into portcullis.members (tenant_id, id, email, name, role, status) values ($1, $2, $3, 'Somebody', $4, $5)",
    [tenant.tenantId, id, `${id}@mine.test`, role, status],
  );
  return id;
}
const as = (memberId: string, of = tenant): Caller => ({
  ...of.identity,
  kind: "member",
  actor: `member:${memberId}`,
  name: "Somebody",
  role: "viewer",
  permissions: permissionsOf("viewer"),
  source: "console",
});
const tell = (to: Parameters<typeof announce>[2]["to"]) => {
  const caller = as(people.admin);
  return withTenant(db, caller, (tx) => announce(tx, caller, { kind: "member.role-changed", to }));
};
const deliver = (send: (mail: Mail) => Promise<void>) =>
  deliverMail(
    {
      db: database.open("portcullis_worker"),
      mailer: { send, close() {} },
      console: "https://c.test",
    },
    systemCaller("worker", { tenantId: tenant.tenantId, workspaceIds: [] }, "worker"),
  );

it("tells those it names, and of those who hold a permission the active ones, each their own", async () => {
  expect(await tell({ members: [people.viewer, people.gone] })).toBe(1);
  // The tenant's owner, and the admin who is still one.
  expect(await tell({ permission: "sign-in:write" })).toBe(2);
  const mine = await listNotices({ db }, as(people.viewer), { limit: 10 });
  expect(mine.data).toMatchObject([
    { kind: "member.role-changed", title: "Your role was changed" },
  ]);
  const ids = mine.data.map(({ id }) => id);
  expect(await readNotices({ db }, as(people.admin), { ids })).toEqual({ read: 0 });
  expect(await readNotices({ db }, as(people.viewer, other), { ids })).toEqual({ read: 0 });
  expect(await countUnread({ db }, as(people.viewer))).toBe(1);
  expect(await readNotices({ db }, as(people.viewer), {})).toEqual({ read: 1 });
  expect(await countUnread({ db }, as(people.viewer))).toBe(0);
  expect(await countUnread({ db }, as(people.admin))).toBe(1);
});

it("tells who holds a permission by a role of the organisation's own", async () => {
  const role = newId();
  await database.admin(
    `insert into portcullis.roles (tenant_id, id, name, description, permissions, created_by)
     values ($1, $2, 'Doors', '', '{sign-in:write}', 'system:test')`,
    [tenant.tenantId, role],
  );
  const keeper = await person("viewer");
  await database.admin(
    "update portcullis.members set role = 'custom', custom_role = $2 where id = $1",
    [keeper, role],
  );
  await tell({ permission: "sign-in:write" });
  expect(await countUnread({ db }, as(keeper))).toBe(1);
  await database.admin("update portcullis.members set status = 'removed' where id = $1", [keeper]);
  await database.admin("delete from portcullis.mail_queue");
  await database.admin("delete from portcullis.notices");
  await tell({ members: [people.viewer] });
  await tell({ permission: "sign-in:write" });
  await readNotices({ db }, as(people.viewer), {});
});

it("tells nobody of what did not happen", async () => {
  const caller = as(people.admin);
  const fails = withTenant(db, caller, async (tx) => {
    await announce(tx, caller, { kind: "member.role-changed", to: { members: [people.viewer] } });
    throw new Error("the change failed");
  });
  await expect(fails).rejects.toThrow("the change failed");
  expect(await countUnread({ db }, as(people.viewer))).toBe(0);
});

it("sends each letter once, however many workers there are, and holds nothing of another's", async () => {
  const sent: Mail[] = [];
  const send = async (mail: Mail) => void sent.push(mail);
  const counts = await Promise.all([deliver(send), deliver(send), deliver(send)]);
  expect(counts.reduce((sum, one) => sum + one)).toBe(3);
  expect(new Set(sent.map(({ to }) => to)).size).toBe(3);
  expect(sent.map(({ to }) => to)).toContain(`${people.viewer}@mine.test`);
  expect(sent[0]?.text).toContain(`https://c.test/t/${tenant.slug}/members`);
  expect(await deliver(send)).toBe(0);
});

it("tries again later where the server is away, and not where it refuses the address", async () => {
  await tell({ members: [people.viewer] });
  const failing = (code: number) => async () => {
    throw Object.assign(new Error("no"), { responseCode: code });
  };
  const state = async () =>
    (
      await database.admin(
        `select attempts, sent_at, given_up_at is not null as given_up, next_at > now() + interval '50 s' as waits
         from portcullis.mail_queue where tenant_id = $1 order by created_at desc limit 1`,
        [tenant.tenantId],
      )
    )[0];
  expect(await deliver(failing(451))).toBe(0);
  expect(await state()).toEqual({ attempts: 1, sent_at: null, given_up: false, waits: true });
  await database.admin("update portcullis.mail_queue set next_at = now()");
  expect(await deliver(failing(550))).toBe(0);
  expect(await state()).toMatchObject({ attempts: 2, given_up: true });
});

it("fills nobody's mail box with what happens over and over, and keeps no other kind back by it", async () => {
  const told = await person("viewer");
  const letters = async () => {
    const rows = await database.admin<{ kind: string; n: number }>(
      `select n.kind, count(*)::int as n from portcullis.mail_queue q
       join portcullis.notices n on n.tenant_id = q.tenant_id and n.id = q.notice_id
       where n.member_id = $1 group by 1 order by 1`,
      [told],
    );
    return rows.map(({ kind, n }) => [kind, n]);
  };
  for (let n = 0; n < 12; n++) await tell({ members: [told] });
  expect(await countUnread({ db }, as(told))).toBe(12);
  expect(await letters()).toEqual([["member.role-changed", 5]]);
  const caller = as(people.admin);
  await withTenant(db, caller, (tx) =>
    announce(tx, caller, { kind: "factors.reset", to: { members: [told] } }),
  );
  await database.admin(
    "update portcullis.notices set created_at = created_at - interval '61 minutes' where member_id = $1",
    [told],
  );
  await tell({ members: [told] });
  expect(await letters()).toEqual([
    ["factors.reset", 1],
    ["member.role-changed", 6],
  ]);
});
