import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { systemCaller } from "@/lib/access";
import { createApiKey } from "@/lib/credentials";
import { hashToken } from "@/lib/crypto";
import {
  type Database,
  openDatabase,
  resolveApiKey,
  resolveDirectory,
  resolveGrant,
  resolveSession,
  resolveTenant,
} from "@/lib/db";
import { makeTenant, type TestDatabase, type TestTenant, testDatabase } from "@/lib/db/testing";
import { newId } from "@/lib/kernel";
import { findTenant, resumeTenant, suspendTenant } from ".";

let database: TestDatabase;
let admin: Database;
const operator = { name: "ops", reason: "The contract has ended." };
beforeAll(async () => {
  database = await testDatabase();
  admin = openDatabase({
    url: database.adminUrl,
    keys: database.keys,
    applicationName: "test-operator",
  });
});
afterAll(async () => {
  await admin.close();
  await database.drop();
});

/** A session, a key, a grant and a directory's token of an organisation, by their hashes. */
async function waysInto(tenant: TestTenant) {
  const { tenantId, workspaceId, memberId, slug } = tenant;
  const caller = systemCaller("setup", { tenantId, workspaceIds: [workspaceId] });
  const db = database.open();
  const key = await createApiKey({ db }, caller, {
    name: "a key",
    capabilities: ["servers:read"],
  } as Parameters<typeof createApiKey>[2]);
  const [session, grant, directory] = [randomBytes(32), randomBytes(32), randomBytes(32)];
  const [server, directoryId] = [newId(), newId()];
  const put = (sql: string, values: readonly unknown[]) => database.admin(sql, values);
  await put(
    `insert into portcullis.sessions (tenant_id, id, member_id, token_hash, idle_expires_at, expires_at)
     values ($1, $2, $3, $4, now() + interval '1 h', now() + interval '1 h')`,
    [tenantId, newId(), memberId, session],
  );
  await put(
    `insert into portcullis.servers (tenant_id, workspace_id, id, name, url, created_by)
     values ($1, $2, $3, 'server', 'https://s.test/', 'system:test')`,
    [tenantId, workspaceId, server],
  );
  await put(
    `insert into portcullis.grants (tenant_id, workspace_id, id, server_id, name, token_hash, last_four, created_by)
     values ($1, $2, $3, $4, 'grant', $5, 'abcd', 'system:test')`,
    [tenantId, workspaceId, newId(), server, grant],
  );
  await put(
    `insert into portcullis.directories (tenant_id, id, name, connection, subject_from, created_by)
     values ($1, $2, 'directory', 'c', 'externalId', 'system:test')`,
    [tenantId, directoryId],
  );
  await put(
    `insert into portcullis.directory_tokens (tenant_id, id, directory_id, token_hash, last_four, capabilities, created_by)
     values ($1, $2, $3, $4, 'abcd', '{}', 'system:test')`,
    [tenantId, newId(), directoryId, directory],
  );
  const gate = database.open("portcullis_gate");
  return async () => ({
    slug: (await resolveTenant(db, slug)) !== null,
    session: (await resolveSession(db, session)) !== null,
    key: (await resolveApiKey(db, hashToken(key.token.reveal()))) !== null,
    grant: (await resolveGrant(gate, grant)) !== null,
    directory: (await resolveDirectory(db, directory)) !== null,
  });
}

it("opens nothing of a suspended organisation, all of it again once resumed, and another's all the while", async () => {
  const [mine, theirs] = [await makeTenant(database), await makeTenant(database)];
  const [openMine, openTheirs] = [await waysInto(mine), await waysInto(theirs)];
  const all = { slug: true, session: true, key: true, grant: true, directory: true };
  const none = { slug: false, session: false, key: false, grant: false, directory: false };
  expect([await openMine(), await openTheirs()]).toEqual([all, all]);
  const [{ since }] = (await database.admin("select pg_current_snapshot()::text as since")) as [
    { since: string },
  ];
  await suspendTenant({ db: admin }, await findTenant(admin, mine.slug), operator);
  expect([await openMine(), await openTheirs()]).toEqual([none, all]);
  const gate = database.open("portcullis_gate");
  const { rows } = await gate.pool.query("select grants from portcullis.changes_since($1)", [
    since,
  ]);
  // Gates that keep the grant are told of it, and of nobody else's.
  expect(rows[0]?.grants).toHaveLength(1);
  await resumeTenant({ db: admin }, await findTenant(admin, mine.slug), operator);
  expect([await openMine(), await openTheirs()]).toEqual([all, all]);
});
