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
  const heard = { ended: new Set<string>(), grants: new Set(), servers: new Set(), changes: 0 };
  watch.onSessionsEnded((ids) => {
    for (const id of ids) heard.ended.add(id);
  });
  watch.onChange(({ grants, servers }) => {
    heard.changes++;
    for (const id of grants) heard.grants.add(id);
    for (const id of servers) heard.servers.add(id);
  });
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
  const session = await beginSession();
  const began = performance.now();
  await end(session);
  await expect.poll(() => one.heard.ended.has(session) && two.heard.ended.has(session)).toBe(true);
  expect(performance.now() - began).toBeLessThan(1_000);
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

it.each([
  [
    "a grant that is revoked",
    "update portcullis.grants set revoked_at = now() where id = $1",
    grantId,
  ],
  [
    "a grant that ends earlier",
    "update portcullis.grants set expires_at = now() where id = $1",
    grantId,
  ],
] as const)("%s is told by its id, and no server is", async (_name, sql, id) => {
  const { heard } = await listen();
  await database.admin(sql, [id]);
  await expect.poll(() => heard.grants.has(id)).toBe(true);
  expect([...heard.servers]).toEqual([]);
});

const CREDENTIAL = `insert into portcullis.server_credentials (tenant_id, workspace_id, server_id, header, sealed)
  select tenant_id, workspace_id, id, 'x-key', '\\x00' from portcullis.servers where id = $1`;

it.each([
  ["another address", "update portcullis.servers set url = url || '/' where id = $1"],
  ["a credential", CREDENTIAL],
  [
    "another credential",
    "update portcullis.server_credentials set sealed = '\\x01' where server_id = $1",
  ],
  ["no credential any more", "delete from portcullis.server_credentials where server_id = $1"],
  ["removal", "update portcullis.servers set removed_at = now() where id = $1"],
])(
  "a server with %s is told by its id, under a new version, and no grant is",
  async (_name, sql) => {
    const { heard } = await listen();
    const version = "select changed_in from portcullis.servers where id = $1";
    const [before] = await database.admin(version, [serverId]);
    await database.admin(sql, [serverId]);
    await expect.poll(() => heard.servers.has(serverId)).toBe(true);
    expect([...heard.grants]).toEqual([]);
    expect((await database.admin(version, [serverId]))[0]).not.toEqual(before);
  },
);

it("a grant whose token is another tenant's, too, is told together with that one", async () => {
  const other = await makeTenant(database);
  const { heard } = await listen();
  const place = [other.tenantId, other.workspaceId, newId()];
  await database.admin(
    `insert into portcullis.servers (tenant_id, workspace_id, id, name, url, created_by)
     values ($1, $2, $3, 's', 'https://example.test/mcp', 'test')`,
    place,
  );
  await database.admin(
    `insert into portcullis.grants (tenant_id, workspace_id, server_id, id, name, token_hash, last_four, created_by)
     values ($1, $2, $3, $4, 'g', sha256('g'), 'abcd', 'test')`,
    [...place, newId()],
  );
  await expect.poll(() => heard.grants.has(grantId)).toBe(true);
});

it("what changed while another transaction runs for long is told at once, and once", async () => {
  const running = end(await beginSession(), 2.5);
  await new Promise((wake) => setTimeout(wake, 100));
  const { heard } = await listen();
  const session = await beginSession();
  await end(session);
  await database.admin("update portcullis.grants set expires_at = null where id = $1", [grantId]);
  await expect.poll(() => heard.grants.has(grantId) && heard.ended.has(session)).toBe(true);
  const { changes } = heard;
  heard.ended.clear();
  await new Promise((wake) => setTimeout(wake, 1_000));
  expect(heard.changes).toBe(changes);
  expect([...heard.ended]).toEqual([]);
  await running;
});

it("what was restored from another server's copy is not told for ever", async () => {
  await database.admin("alter table portcullis.grants disable trigger mark_change");
  const ahead = "select pg_snapshot_xmax(pg_current_snapshot())::text::bigint + 1000000";
  await database.admin(`update portcullis.grants set changed_in = (${ahead}) where id = $1`, [
    grantId,
  ]);
  await database.admin("alter table portcullis.grants enable trigger mark_change");
  const { heard } = await listen();
  await new Promise((wake) => setTimeout(wake, 800));
  expect(heard.changes).toBe(0);
});

it("a deletion, which leaves nothing to name, is told as a change of everything", async () => {
  const watch = await watchChanges(database.open("portcullis_gate"));
  watches.push(watch);
  let all = false;
  watch.onChange((changes) => {
    all ||= changes.all;
  });
  await database.admin("delete from portcullis.mcp_sessions");
  await new Promise((wake) => setTimeout(wake, 600));
  expect(all).toBe(false);
  await database.admin("delete from portcullis.grants where id = $1", [grantId]);
  await expect.poll(() => all).toBe(true);
});
