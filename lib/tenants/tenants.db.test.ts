import { mkdtemp, readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createTenant } from "@/lib/access";
import { acting } from "@/lib/access/testing/acting";
import { hashToken, sha256Hex } from "@/lib/crypto";
import { type Database, openDatabase } from "@/lib/db";
import { makeTenant, type TestDatabase, type TestTenant, testDatabase } from "@/lib/db/testing";
import type { Jackson } from "@/lib/identity";
import { Problem } from "@/lib/kernel";
import { codeOf } from "@/lib/kernel/testing/code-of";
import { listNotices } from "@/lib/notices";
import {
  destroyTenant,
  exportTenant,
  findTenant,
  inviteOwner,
  judgeOwner,
  listOperatorActs,
  resumeTenant,
  suspendTenant,
} from ".";

let database: TestDatabase;
let admin: Database;
let tenant: TestTenant;
let other: TestTenant;
const operator = { name: "ops", reason: "Asked for by the organisation itself." };
const disconnected: unknown[] = [];
const jackson = {
  origin: "https://c.test",
  use: (work: (controllers: unknown) => Promise<unknown>) =>
    work({
      connectionAPIController: {
        deleteConnections: async (given: unknown) => void disconnected.push(given),
      },
    }),
  close: async () => undefined,
} as unknown as Jackson;

beforeAll(async () => {
  database = await testDatabase();
  admin = openDatabase({
    url: database.adminUrl,
    keys: database.keys,
    applicationName: "test-operator",
  });
  tenant = await makeTenant(database);
  other = await makeTenant(database);
});
afterAll(async () => {
  await admin.close();
  await database.drop();
});

const found = () => findTenant(admin, tenant.slug);
const as = (of: TestTenant) => acting(of, "owner");
const rowsOf = async (of: TestTenant) =>
  JSON.stringify(
    await database.admin("select * from portcullis.members where tenant_id = $1", [of.tenantId]),
  );

it("an operator gives a name and a reason, or nothing is done", async () => {
  for (const faulty of [
    { ...operator, reason: "because" },
    { ...operator, name: "no one\n" },
  ])
    expect(await codeOf(suspendTenant({ db: admin }, await found(), faulty))).toBe("unprocessable");
  expect((await found()).status).toBe("active");
});

it("suspending stands in the organisation's own ledger, and its people are told who and why", async () => {
  const { receipt } = await suspendTenant({ db: admin }, await found(), operator);
  expect((await found()).status).toBe("suspended");
  expect(await codeOf(suspendTenant({ db: admin }, await found(), operator))).toBe("conflict");
  const [entry] = await database.admin(
    "select type, actor, convert_from(bytes, 'UTF8') as text from portcullis.ledger_entries where tenant_id = $1 and seq = $2",
    [tenant.tenantId, receipt.seq],
  );
  expect(entry).toMatchObject({ type: "tenant.suspended", actor: "operator:ops" });
  expect(String(entry?.text)).toContain(sha256Hex(operator.reason));
  expect(String(entry?.text)).not.toContain("Asked for");
  const rooms = { db: database.open() };
  expect(await listOperatorActs(rooms, as(tenant))).toMatchObject([
    { operator: "ops", act: "suspend", reason: operator.reason },
  ]);
  expect(await listOperatorActs(rooms, as(other))).toEqual([]);
  const owner = { ...as(tenant), actor: `member:${await memberOf(tenant)}` };
  const { data } = await listNotices(rooms, owner, { limit: 5 });
  expect(data).toMatchObject([{ kind: "operator.acted", weight: "warning" }]);
  await resumeTenant({ db: admin }, await found(), operator);
  expect((await found()).status).toBe("active");
});

it("no runtime role writes what only the operator may", async () => {
  const db = database.open();
  const write = (sql: string) => db.pool.query(sql).catch((error) => error.code);
  expect(await write("update portcullis.tenants set status = 'active'")).toBe("42501");
  expect(await write("delete from portcullis.operator_acts")).toBe("42501");
});

it("an export holds every table, its hashes are true, and it opens nothing", async () => {
  const to = join(await mkdtemp(join(tmpdir(), "export-")), "mine");
  const { files, manifest } = await exportTenant({ db: admin }, await found(), operator, to);
  expect((await readdir(to)).length).toBe(files.length + 1);
  expect(sha256Hex(await readFile(join(to, "manifest.json")))).toBe(manifest);
  for (const { file, sha256 } of files) {
    const text = await readFile(join(to, file), "utf8");
    expect([file, sha256Hex(text)]).toEqual([file, sha256]);
    expect(text).not.toMatch(/"(?:token_hash|sealed|wrapped|salt)"/);
    expect(text).not.toContain(other.tenantId);
  }
  expect(files.find(({ file }) => file === "members.jsonl")?.rows).toBeGreaterThan(0);
  expect(await codeOf(exportTenant({ db: admin }, await found(), operator, to))).toBe("conflict");
});

it("an owner is invited by a code that ends, once more and the one before is void, nobody else becomes one", async () => {
  const rooms = { db: admin, console: "https://c.test" };
  const invite = async (email: string) =>
    inviteOwner(rooms, await found(), operator, { email, name: "Ada Owner" });
  const first = await invite("ada@new.test");
  const second = await invite("ADA@new.test");
  expect(second.memberId).toBe(first.memberId);
  expect(second.page).toBe(`https://c.test/t/${tenant.slug}/sign-in/recover`);
  await database.admin(
    `insert into portcullis.factors (tenant_id, id, member_id, kind, name, sealed, confirmed_at)
     values ($1, uuidv7(), $2, 'totp', 'phone', '\\x00', now())`,
    [tenant.tenantId, first.memberId],
  );
  const factors = () =>
    database.admin(
      "select removed_at is null as stands from portcullis.factors where member_id = $1",
      [first.memberId],
    );
  await invite("ada@new.test");
  expect(await factors()).toEqual([{ stands: true }]);
  const lost = { email: "ada@new.test", name: "Ada Owner", resetFactors: true };
  const third = await inviteOwner(rooms, await found(), operator, lost);
  expect(await factors()).toEqual([{ stands: false }]);
  const codes = await database.admin(
    `select token_hash, expires_at > now() + interval '71 hours' as lasts, expires_at < now() + interval '73 hours' as ends
     from portcullis.recovery_codes where member_id = $1 and used_at is null`,
    [first.memberId],
  );
  expect(codes).toEqual([{ token_hash: hashToken(third.code.reveal()), lasts: true, ends: true }]);
  await database.admin("update portcullis.members set role = 'viewer' where id = $1", [
    first.memberId,
  ]);
  expect(await codeOf(invite("ada@new.test"))).toBe("conflict");
  expect(await codeOf(invite("no address"))).toBe("unprocessable");
});

it("only a suspended organisation is destroyed, its names and keys go, its ledger and others' rows stay", async () => {
  const rooms = { db: admin, jackson };
  expect(await codeOf(destroyTenant(rooms, await found(), operator, tenant.slug))).toBe("conflict");
  await suspendTenant({ db: admin }, await found(), operator);
  expect(await codeOf(destroyTenant(rooms, await found(), operator, "other"))).toBe("conflict");
  expect(disconnected).toEqual([]);
  const theirs = await rowsOf(other);
  const { receipt } = await destroyTenant(rooms, await found(), operator, tenant.slug);
  expect(disconnected).toEqual([{ tenant: tenant.tenantId, product: "portcullis" }]);
  expect((await found()).status).toBe("destroyed");
  expect(await rowsOf(tenant)).not.toContain(`@${tenant.slug}`);
  expect(await rowsOf(other)).toBe(theirs);
  const [left] = await database.admin(
    `select (select count(*)::int from portcullis.data_keys where tenant_id = $1) as keys,
       (select max(seq)::int from portcullis.ledger_entries where tenant_id = $1) as seq,
       (select count(*)::int from portcullis.operator_acts where tenant_id = $1) as acts`,
    [tenant.tenantId],
  );
  expect(left).toEqual({ keys: 0, seq: receipt.seq, acts: 9 });
  expect(await codeOf(resumeTenant({ db: admin }, await found(), operator))).toBe("conflict");
});

async function memberOf(of: TestTenant): Promise<string> {
  const [row] = await database.admin<{ id: string }>(
    "select id from portcullis.members where tenant_id = $1",
    [of.tenantId],
  );
  return row?.id ?? "";
}

it("an organisation is made under a name that it could be given in the console, and no other", async () => {
  const make = (slug: string, name: string) =>
    createTenant(admin, { slug, name, actor: "operator" });
  for (const name of ["", "  ", "x".repeat(121), "Acme\u202e", "Acme\u001b[31m", "\u200bAcme"])
    expect([name, await codeOf(make("named", name))]).toEqual([name, "unprocessable"]);
  for (const slug of ["", "Acme", "-acme", "acme-", "a b", "x".repeat(41), "acme\n"])
    expect([slug, await codeOf(make(slug, "Acme"))]).toEqual([slug, "unprocessable"]);
  await expect(make("named", "x\u0000")).rejects.toThrow("A name may not hold control characters");
  await make("named", "  Acme Europe ");
  expect(await findTenant(admin, "named")).toMatchObject({ name: "Acme Europe" });
  for (const owner of [
    { email: "nobody", name: "Ada" },
    { email: "ada@acme.test", name: "\u2800" },
  ])
    expect(() => judgeOwner(owner)).toThrow(Problem);
});
