import fc from "fast-check";
import type pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { testDatabase } from "@/lib/db/testing";
import { newId } from "@/lib/kernel";
import { claimsOf, headerOf, openAs, signingKey, signToken } from "./support";

const database = await testDatabase();
const { kid, key } = signingKey(database);
const tenantId = newId();
let client: pg.PoolClient;
beforeAll(async () => {
  client = await openAs(database, "portcullis_web").pool.connect();
  // One transaction for all of this file, which takes as long as it takes.
  await client.query("set transaction_timeout = 0; set idle_in_transaction_session_timeout = 0");
  await client.query("begin");
});
afterAll(async () => {
  client.release(true);
  await database.drop();
});

type Read = { claims: unknown; tenant: string | null; workspaces: string[] };

/** What the database makes of a text given as the token. Raises whatever the database raises. */
async function read(token: string): Promise<Read> {
  const { rows } = await client.query<Read>({
    name: "read",
    text: `select set_config('request.jwt', $1, true) as given, portcullis.claims() as claims,
      portcullis.tenant_id() as tenant, portcullis.workspace_ids() as workspaces`,
    values: [token],
  });
  if (rows[0] === undefined) throw new Error("no answer");
  return rows[0];
}

/** Texts that PostgreSQL can hold: it has no place for a NUL, nor for half a surrogate pair. */
const text = fc
  .string({ unit: "binary", maxLength: 300 })
  .filter((value) => !value.includes("\0") && value.isWellFormed());
const dotted = fc.array(text, { maxLength: 6 }).map((parts) => parts.join("."));
const NOTHING: Read = { claims: null, tenant: null, workspaces: [] };
const RUNS = { numRuns: 400 };

it("whatever text is given as the token, it is no token and raises nothing", async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(text, dotted), async (token) => {
      expect(await read(token)).toMatchObject(NOTHING);
    }),
    RUNS,
  );
});

it("a token that verifies is no longer one after any single change", async () => {
  const good = signToken(key, headerOf(kid), JSON.stringify(claimsOf(tenantId)));
  expect((await read(good)).tenant).toBe(tenantId);
  const letter = fc.constantFrom(..."ABCxyz019-_.=+/ ");
  await fc.assert(
    fc.asyncProperty(fc.nat(good.length), letter, fc.nat(2), async (at, put, cut) => {
      const changed = good.slice(0, at) + put + good.slice(at + cut);
      fc.pre(changed !== good);
      expect(await read(changed)).toMatchObject(NOTHING);
    }),
    RUNS,
  );
});

/** Claims that are near to right: each may be missing, of another type, or of another value. */
const soon = () => Math.floor(Date.now() / 1000) + 60;
const odd = fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.constant(undefined));
const claims = fc.record({
  aud: fc.oneof(fc.constantFrom<unknown>("db", "ledger", ["db"], "DB", "db "), odd),
  tenant_id: fc.oneof(
    fc.constantFrom<unknown>(tenantId, tenantId.toUpperCase(), `{${tenantId}}`, [tenantId]),
    fc.uuid(),
    odd,
  ),
  workspace_ids: fc.oneof(fc.array(fc.oneof(fc.uuid(), odd), { maxLength: 4 }), odd),
  exp: fc.oneof(
    fc.constant(null).map(soon),
    fc.constantFrom<unknown>(0, -1, 1e308, 5e-324, Number.MAX_SAFE_INTEGER, "60"),
    odd,
  ),
  sub: odd,
});

it("whatever is rightly signed raises nothing, and counts only with audience, expiry and tenant in order", async () => {
  await fc.assert(
    fc.asyncProperty(claims, async (given) => {
      const seen = await read(signToken(key, headerOf(kid), JSON.stringify(given)));
      if (seen.claims !== null) {
        expect(["db", "ledger"]).toContain(given.aud);
        expect(given.exp).toBeGreaterThan(Date.now() / 1000);
        expect(given.exp).toBeLessThanOrEqual(Date.now() / 1000 + 121);
      }
      if (seen.tenant !== null) {
        expect(given.aud).toBe("db");
        expect(String(given.tenant_id).replace(/[{}]/g, "").toLowerCase()).toBe(seen.tenant);
      }
      const named = Array.isArray(given.workspace_ids) ? given.workspace_ids.map(String) : [];
      for (const workspace of seen.workspaces) expect(named).toContain(workspace);
    }),
    RUNS,
  );
});

it("bytes that are rightly signed raise nothing, whatever they are", async () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.json().map((json) => Buffer.from(json)),
    fc
      .json()
      .map((json) =>
        Buffer.from(`{"aud":"db","exp":${soon()},"tenant_id":"${tenantId}","x":${json}`),
      ),
  );
  await fc.assert(
    fc.asyncProperty(bytes, async (payload) => {
      expect(await read(signToken(key, headerOf(kid), payload))).toMatchObject(NOTHING);
    }),
    RUNS,
  );
});

it.each([
  ["arrays", "[", "]"],
  ["objects", '{"a":', "}"],
])("%s nested as deep as a token can hold raise nothing", async (_, open, close) => {
  const depth = Math.floor(5800 / (open.length + close.length));
  const claim = `${open.repeat(depth)}${open === "[" ? "" : "1"}${close.repeat(depth)}`;
  const start = JSON.stringify(claimsOf(tenantId)).slice(0, -1);
  for (const payload of [`${start},"a":${claim}}`, claim, open.repeat(5800 / open.length)]) {
    await expect(read(signToken(key, headerOf(kid), payload))).resolves.toBeDefined();
  }
});
