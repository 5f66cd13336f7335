import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Caller, permissionsOf, systemCaller } from "@/lib/access";
import { makeTenant, type TestDatabase, type TestTenant, testDatabase } from "@/lib/db/testing";
import { newId } from "@/lib/kernel";
import { getConnection } from "../connections/list-connections";
import { askProvider, countFailingProviders, listFailingProviders, watchProviders } from ".";

let database: TestDatabase;
let mine: TestTenant;
let theirs: TestTenant;
let answer: { status: number; text: string; location?: string };
let asked = 0;
const provider = createServer((_request, response) => {
  asked += 1;
  const { status, text, location } = answer;
  response.writeHead(status, location === undefined ? {} : { location }).end(text);
});
let url: string;
const ISSUER = "https://idp.example";

beforeAll(async () => {
  database = await testDatabase();
  mine = await makeTenant(database);
  theirs = await makeTenant(database);
  await new Promise<void>((resolve) => provider.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(provider.address() as AddressInfo).port}/`;
  await database.admin(
    `insert into portcullis.connections (tenant_id, id, broker_id, kind, vendor, name, state, source_url, issuer, created_by)
     values ($1, $2, 'b', 'oidc', 'other', 'Main', 'active', $3, $4, 'system:test')`,
    [mine.tenantId, newId(), url, ISSUER],
  );
});
afterAll(async () => {
  provider.close();
  await database.drop();
});

const watch = async (of = mine) => {
  await database.admin("update portcullis.connections set asked_at = asked_at - interval '6 min'");
  const db = database.open("portcullis_worker");
  return await watchProviders(
    { db, reach: "evaluation" },
    systemCaller("worker", { tenantId: of.tenantId, workspaceIds: [] }, "worker"),
  );
};
const as = (of: TestTenant, role: "viewer" | "admin"): Caller => ({
  ...of.identity,
  kind: "member",
  actor: of.identity.subject,
  name: "Somebody",
  role,
  permissions: permissionsOf(role),
  source: "console",
});
const failing = (of = mine) => listFailingProviders({ db: database.open() }, as(of, "viewer"));
const shown = async () => {
  const [row] = await database.admin<{ id: string }>(
    "select id::text from portcullis.connections where tenant_id = $1",
    [mine.tenantId],
  );
  const view = await getConnection({ db: database.open() }, as(mine, "admin"), row?.id ?? "");
  return view.failing;
};

it("notes when a provider stops to answer and when it answers again, for its own organisation only", async () => {
  answer = { status: 200, text: `{"issuer":"https:\\/\\/idp.example"}` };
  expect(await watch()).toBe(0);
  expect(await failing()).toEqual([]);
  answer = { status: 503, text: "" };
  expect(await watch()).toBe(1);
  expect(await failing()).toMatchObject([{ name: "Main", failure: "unreachable" }]);
  expect(await failing(theirs)).toEqual([]);
  expect(await countFailingProviders(database.open())).toBe(1);
  const [first] = await failing();
  expect(await shown()).toEqual({ since: first?.since, failure: "unreachable" });
  await database.admin("update portcullis.connections set state = 'off'");
  expect(await shown()).toBeNull();
  await database.admin("update portcullis.connections set state = 'active'");
  answer = { status: 200, text: `{"issuer":"https://evil.example"}` };
  expect(await watch()).toBe(0);
  expect(await failing()).toMatchObject([{ failure: "not-itself", since: first?.since }]);
  answer = { status: 200, text: ISSUER };
  expect(await watch()).toBe(1);
  expect(await failing()).toEqual([]);
  expect(await shown()).toBeNull();
  expect(await countFailingProviders(database.open())).toBe(0);
});

it("asks nobody twice in five minutes, and another organisation's never", async () => {
  await watch();
  const before = asked;
  const db = database.open("portcullis_worker");
  const caller = systemCaller("worker", { tenantId: mine.tenantId, workspaceIds: [] }, "worker");
  await Promise.all([1, 2].map(() => watchProviders({ db, reach: "evaluation" }, caller)));
  expect(await watch(theirs)).toBe(0);
  expect(asked).toBe(before);
});

it("follows no redirect, and asks no address that may not be asked", async () => {
  answer = { status: 302, text: "", location: "http://169.254.169.254/" };
  expect(await askProvider({ url, issuer: null }, "evaluation")).toBe("unreachable");
  expect(await askProvider({ url, issuer: null }, "production")).toBe("refused-address");
  const metadata = "http://169.254.169.254/latest";
  expect(await askProvider({ url: metadata, issuer: null }, "evaluation")).toBe("refused-address");
});
