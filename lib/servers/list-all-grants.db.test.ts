import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Caller } from "@/lib/access";
import { acting } from "@/lib/access/testing/acting";
import type { Database } from "@/lib/db";
import { makeTenant, type TestDatabase, type TestTenant, testDatabase } from "@/lib/db/testing";
import { newId } from "@/lib/kernel";
import { grantFilterSchema } from "./grant-list.schema";
import { getGrant, listAllGrants } from "./list-all-grants";

let database: TestDatabase;
let db: Database;
let tenant: TestTenant;
const [one, two, removed] = [newId(), newId(), newId()];
// Ids of one moment have no order of their own.
const [active = "", expired = "", revoked = "", elsewhere = "", gone = ""] = Array.from(
  { length: 5 },
  newId,
).sort();
const grants = { active, expired, revoked, elsewhere, gone };

beforeAll(async () => {
  database = await testDatabase();
  db = database.open();
  tenant = await makeTenant(database);
  const { tenantId, workspaceId } = tenant;
  for (const [id, removedAt] of [
    [one, null],
    [two, null],
    [removed, "now"],
  ]) {
    await database.admin(
      "insert into portcullis.servers (tenant_id, workspace_id, id, name, url, created_by, removed_at) values ($1, $2, $3::uuid, 'server', 'https://example.test/mcp', 'test', $4::timestamptz)",
      [tenantId, workspaceId, id, removedAt],
    );
  }
  const made: [string, string | null, string | null, string | null][] = [
    [grants.active, one, null, null],
    [grants.expired, one, "yesterday", null],
    [grants.revoked, one, null, "yesterday"],
    [grants.elsewhere, two, "tomorrow", null],
    [grants.gone, removed, null, null],
  ];
  for (const [id, server, expires, revoked] of made) {
    await database.admin(
      `insert into portcullis.grants (tenant_id, workspace_id, id, server_id, name, token_hash, last_four, created_by, expires_at, revoked_at)
       values ($1, $2, $3::uuid, $4, 'g', sha256($3::uuid::text::bytea), 'abcd', 'test', $5::timestamptz, $6::timestamptz)`,
      [tenantId, workspaceId, id, server, expires, revoked],
    );
  }
});
afterAll(() => database.drop());

function caller(of: TestTenant): Caller {
  return acting(of, "viewer");
}
const list = async (filter: Record<string, unknown>, of = tenant) =>
  await listAllGrants({ db }, caller(of), grantFilterSchema.parse(filter));
const names = async (filter: Record<string, unknown>) => {
  const { data } = await list(filter);
  return data.map(({ id }) => Object.entries(grants).find(([, other]) => other === id)?.[0]);
};

describe("grants of all servers", () => {
  it("are listed newest first, without those of servers that are gone", async () => {
    expect(await names({})).toEqual(["elsewhere", "revoked", "expired", "active"]);
  });

  it("are narrowed by server and by what they still are", async () => {
    expect(await names({ serverId: two })).toEqual(["elsewhere"]);
    expect(await names({ state: "active" })).toEqual(["elsewhere", "active"]);
    expect(await names({ state: "expired" })).toEqual(["expired"]);
    expect(await names({ state: "revoked", serverId: one })).toEqual(["revoked"]);
    expect(await names({ serverId: "none" })).toEqual([]);
  });

  it("come in pages that join without a gap", async () => {
    const first = await list({ limit: 3 });
    const rest = await list({ limit: 3, cursor: first.nextCursor });
    expect([...first.data, ...rest.data].map(({ id }) => id)).toHaveLength(4);
    expect(rest.nextCursor).toBeNull();
  });

  it("come by name, by last use and by their end, either way, in pages that join", async () => {
    const named = { active: "b", expired: "a", revoked: "B", elsewhere: "b" };
    for (const [of, name] of Object.entries(named)) {
      // To the microsecond, as the database notes it: a page must not begin before or behind such a row.
      await database.admin(
        `update portcullis.grants set name = $2,
           last_used_at = case when $3 then timestamptz '2026-01-01 00:00:00.000001' + $4 * interval '1 microsecond' end
         where id = $1`,
        [grants[of as keyof typeof grants], name, of !== "active", of.length],
      );
    }
    const paged = async (sort: string) => {
      const found: unknown[] = [];
      let cursor: string | null = null;
      do {
        const page: Awaited<ReturnType<typeof list>> = await list({
          sort,
          limit: 1,
          cursor: cursor ?? undefined,
        });
        found.push(
          ...page.data.map(({ id }) => Object.entries(grants).find(([, one]) => one === id)?.[0]),
        );
        cursor = page.nextCursor;
      } while (cursor !== null);
      return found;
    };
    expect(await paged("name")).toEqual(["revoked", "expired", "active", "elsewhere"]);
    expect(await paged("-name")).toEqual(["elsewhere", "active", "expired", "revoked"]);
    const [seven, nine] = [["revoked", "expired"].sort(), "elsewhere"];
    expect((await paged("used")).slice(0, 2).sort()).toEqual(seven);
    expect((await paged("used")).slice(2)).toEqual([nine, "active"]);
    expect((await paged("-used"))[0]).toBe(nine);
    // What has no value comes last either way.
    expect((await paged("-used")).at(-1)).toBe("active");
    expect((await paged("ends"))[0]).toBe("expired");
    expect(await paged("created")).toEqual(["active", "expired", "revoked", "elsewhere"]);
    await expect(list({ sort: "secret" })).rejects.toThrow();
  });

  it("of another tenant are not there, in the list or by id", async () => {
    const other = await makeTenant(database);
    expect((await list({}, other)).data).toEqual([]);
    for (const id of [grants.active, newId(), "none"]) {
      await expect(getGrant({ db }, caller(other), id)).rejects.toMatchObject({
        code: "not_found",
      });
    }
    expect(await getGrant({ db }, caller(tenant), grants.active)).toMatchObject({
      serverName: "server",
      history: [],
    });
  });
});
