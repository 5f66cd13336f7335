import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { type Caller, changePolicy, POLICY_SECTIONS } from "@/lib/access";
import { actingInSession } from "@/lib/access/testing/acting";
import type { Database } from "@/lib/db";
import {
  makeSession,
  makeTenant,
  type TestDatabase,
  type TestTenant,
  testDatabase,
} from "@/lib/db/testing";
import { codeOf } from "@/lib/kernel/testing/code-of";
import { createApiKey } from "./create-api-key";
import { getApiKey } from "./get-api-key";
import { listApiKeys } from "./list-api-keys";
import { resolveApiKeyCaller } from "./resolve-api-key-caller";
import { revokeApiKey } from "./revoke-api-key";
import { rotateApiKey } from "./rotate-api-key";

const DAY = 24 * 60 * 60 * 1000;
let database: TestDatabase;
let db: Database;
let tenant: TestTenant;
let owner: Caller;
beforeAll(async () => {
  database = await testDatabase();
  db = database.open();
});
afterAll(() => database.drop());
beforeEach(async () => {
  tenant = await makeTenant(database);
  await makeSession(database, tenant);
  owner = actingInSession(tenant, "owner");
});

const make = (capabilities = ["servers:read", "grants:read"], expiresAt: string | null = null) =>
  createApiKey({ db }, owner, { name: "k", capabilities, expiresAt });
const resolve = (token: { reveal(): string }, address: string | null = null) =>
  resolveApiKeyCaller({ db }, token.reveal(), { requestId: "test-request", address });
async function say(part: object, version = 0): Promise<void> {
  const document = POLICY_SECTIONS["api-keys"].parse(part);
  await changePolicy({ db }, owner, "api-keys", { version, document });
}
const inDays = (days: number) => new Date(Date.now() + days * DAY).toISOString();

it("a key that is too old for the policy is refused, though it was made before, and is listed as ended", async () => {
  const old = await make();
  await database.admin(
    "update portcullis.api_keys set created_at = now() - interval '31 days' where id = $1",
    [old.id],
  );
  expect(await resolve(old.token)).not.toBeNull();
  await say({ maxAgeDays: 30 });
  expect(await resolve(old.token)).toBeNull();
  expect(await getApiKey({ db }, owner, old.id)).toMatchObject({ state: "expired" });
  const ids = async (state: "live" | "ended") =>
    (await listApiKeys({ db }, owner, { limit: 10, state })).data.map(({ id }) => id);
  expect([await ids("live"), await ids("ended")]).toEqual([[], [old.id]]);
  const young = await make();
  const end = Date.parse(young.expiresAt ?? "");
  expect(Math.abs(end - Date.now() - 30 * DAY)).toBeLessThan(60_000);
  expect((await resolve(young.token))?.endsAt).toEqual(new Date(end));
  expect(await codeOf(make(undefined, inDays(31)))).toBe("unprocessable");
  expect(await codeOf(make(undefined, inDays(29)))).toBe("done");
});

it("a successor gets no older than the policy says, and its end is never put off by rotating", async () => {
  const key = await make(undefined, inDays(300));
  await say({ maxAgeDays: 30 });
  const later = rotateApiKey({ db }, owner, key.id, {
    overlapSeconds: 0,
    expiresAt: inDays(60),
  });
  expect(await codeOf(later)).toBe("unprocessable");
  const next = await rotateApiKey({ db }, owner, key.id, { overlapSeconds: 0, expiresAt: null });
  expect(Math.abs(Date.parse(next.expiresAt ?? "") - Date.now() - 30 * DAY)).toBeLessThan(60_000);
});

it("a key holds no more than the policy lets keys hold, those that exist too", async () => {
  const all = await make(["admin:all"]);
  const two = await make();
  await say({ capabilities: ["servers:read"] });
  const held = async (token: { reveal(): string }) => [
    ...((await resolve(token))?.permissions ?? []),
  ];
  expect([await held(all.token), await held(two.token)]).toEqual([
    ["servers:read"],
    ["servers:read"],
  ]);
  expect(await codeOf(make(["grants:read"]))).toBe("unprocessable");
  expect(await codeOf(make(["admin:all"]))).toBe("unprocessable");
  expect(await codeOf(make(["servers:read"]))).toBe("done");
});

it("a key works from the policy's networks alone, and from none where the address is not known", async () => {
  const { token } = await make();
  await say({ networks: ["192.0.2.0/24"] });
  expect(await resolve(token, "192.0.2.9")).not.toBeNull();
  expect(await resolve(token, "192.0.3.9")).toBeNull();
  expect(await resolve(token)).toBeNull();
});

it("a policy that is not understood lets no key in", async () => {
  const { token } = await make();
  await database.admin(
    `insert into portcullis.tenant_policies (tenant_id, section, version, document, changed_by)
     values ($1, 'api-keys', 1, '{"maxAgeDays": "many"}', 'x')`,
    [tenant.tenantId],
  );
  expect(await codeOf(resolve(token))).toBe("unavailable");
});

it("revoked with its successors, the whole line goes, each with its entry; another's line stays", async () => {
  const first = await make();
  const second = await rotateApiKey({ db }, owner, first.id, { overlapSeconds: 600 });
  const third = await rotateApiKey({ db }, owner, second.id, { overlapSeconds: 600 });
  const other = await make();
  expect(await revokeApiKey({ db }, owner, second.id)).toMatchObject({ keysRevoked: 1 });
  expect(await resolve(third.token)).not.toBeNull();
  const gone = await revokeApiKey({ db }, owner, first.id, { successors: "revoke" });
  expect(gone).toMatchObject({ keysRevoked: 2 });
  for (const { token } of [first, second, third]) expect(await resolve(token)).toBeNull();
  expect(await resolve(other.token)).not.toBeNull();
  const again = revokeApiKey({ db }, owner, first.id, { successors: "revoke" });
  expect(await codeOf(again)).toBe("not_found");
  const entries = await database.admin<{ target: string }>(
    "select target from portcullis.ledger_entries where tenant_id = $1 and type = 'api-key.revoked' order by seq",
    [tenant.tenantId],
  );
  expect(entries.map(({ target }) => target)).toEqual(
    [second.id, first.id, third.id].map((id) => `api-key:${id}`),
  );
});
