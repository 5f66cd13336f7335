import { afterAll, beforeAll, expect, it } from "vitest";
import { makeTenant, type TestTenant, testDatabase } from "@/lib/db/testing";
import { newId } from "@/lib/kernel";
import { type ChangeWatch, watchChanges } from "./watch-changes";

const database = await testDatabase();
let tenant: TestTenant;
const serverId = newId();
const grantId = newId();
const watches: ChangeWatch[] = [];
beforeAll(async () => {
  tenant = await makeTenant(database);
  const place = [tenant.tenantId, tenant.workspaceId, serverId];
  await database.admin(
    `insert into portcullis.servers (tenant_id, workspace_id, id, name, url, created_by)
     values ($1, $2, $3, 's', 'https://example.test/mcp', 'test')`,
    place,
  );
  await database.admin(
    `insert into portcullis.grants (tenant_id, workspace_id, server_id, id, name, token_hash, last_four, created_by)
     values ($1, $2, $3, $4, 'g', sha256('g'), 'abcd', 'test')`,
    [...place, grantId],
  );
});
afterAll(async () => {
  await Promise.all(watches.map((watch) => watch.close()));
  await database.drop();
});

/** What one gate process hears. */
async function listen() {
  const watch = await watchChanges(database.open("portcullis_gate"));
  watches.push(watch);
  const heard = { ended: new Set<string>(), changes: 0 };
  watch.onSessionsEnded((ids) => {
    for (const id of ids) heard.ended.add(id);
  });
  watch.onChange(() => heard.changes++);
  return { watch, heard };
}

async function beginSession(): Promise<string> {
  const id = newId();
  await database.admin(
    `insert into portcullis.mcp_sessions (tenant_id, workspace_id, id, token_hash, grant_id, server_id)
     values ($1, $2, $3, sha256($6::bytea), $4, $5)`,
    [tenant.tenantId, tenant.workspaceId, id, grantId, serverId, id],
  );
  return id;
}
const end = (id: string, seconds = 0) =>
  database.admin(
    `with ended as (
       update portcullis.mcp_sessions set ended_at = now() where id = $1 returning pg_sleep($2))
     select count(*) from ended`,
    [id, seconds],
  );

it("a session that ends is told to every process within a second, and moves nothing else", async () => {
  const [one, two] = [await listen(), await listen()];
  const before = one.watch.value();
  const session = await beginSession();
  const began = performance.now();
  await end(session);
  await expect.poll(() => one.heard.ended.has(session) && two.heard.ended.has(session)).toBe(true);
  expect(performance.now() - began).toBeLessThan(1_000);
  expect(one.watch.value()).toBe(before);
  expect([one.heard.changes, two.heard.changes]).toEqual([0, 0]);
});

it("one whose transaction takes its time is told though later ones were told before it", async () => {
  const { heard } = await listen();
  const [slow, quick] = [await beginSession(), await beginSession()];
  const ending = end(slow, 1.2);
  await new Promise((wake) => setTimeout(wake, 300));
  await end(quick);
  await expect.poll(() => heard.ended.has(quick)).toBe(true);
  expect(heard.ended.has(slow)).toBe(false);
  await ending;
  await expect.poll(() => heard.ended.has(slow), { timeout: 2_000 }).toBe(true);
});

it("a grant that is revoked moves the number, on every process", async () => {
  const { watch, heard } = await listen();
  const before = watch.value();
  await database.admin("update portcullis.grants set revoked_at = now() where id = $1", [grantId]);
  await expect.poll(() => watch.value()).toBeGreaterThan(before);
  expect(heard.changes).toBeGreaterThan(0);
});
