import { randomBytes, randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Permission, permissionsOf, systemCaller } from "@/lib/access";
import { createApiKey, revokeApiKey } from "@/lib/credentials";
import type { Database } from "@/lib/db";
import { makeTenant, type TestDatabase, type TestTenant, testDatabase } from "@/lib/db/testing";
import { completeSignIn, SESSION_COOKIE } from "@/lib/identity";
import { loadConfig, newId } from "@/lib/kernel";
import { createVault, localKms } from "@/lib/vault";
import { moveIn } from "../rooms";
import * as anything from "./[...path]/route";
import * as apiKey from "./v1/api-keys/[id]/route";
import * as apiKeys from "./v1/api-keys/route";
import * as decision from "./v1/decisions/[id]/route";
import * as decisions from "./v1/decisions/route";
import * as summary from "./v1/decisions/summary/route";
import * as entries from "./v1/ledger/entries/route";
import * as head from "./v1/ledger/head/route";
import * as verify from "./v1/ledger/verify/route";
import * as me from "./v1/me/route";
import * as grant from "./v1/servers/[id]/grants/[grantId]/route";
import * as grants from "./v1/servers/[id]/grants/route";
import * as server from "./v1/servers/[id]/route";
import * as dryRun from "./v1/servers/[id]/rules/dry-run/route";
import * as rules from "./v1/servers/[id]/rules/route";
import * as discover from "./v1/servers/[id]/tools/discover/route";
import * as servers from "./v1/servers/route";

const ORIGIN = "http://localhost:3000";
const CONNECTION = "c".repeat(40);
const RULES = { version: 1, default: "deny", tools: { echo: {} } };
/** A port on which nothing listens: an upstream server that cannot be asked. */
const UPSTREAM = "http://127.0.0.1:9/mcp";

type Method = "GET" | "POST" | "PUT" | "DELETE";
type Params = Record<string, string>;
type Route = Partial<
  Record<Method, (request: Request, context: { params: Promise<Params> }) => Promise<Response>>
>;
type Sent = {
  params?: Params;
  body?: unknown;
  raw?: string | Uint8Array;
  query?: string;
  headers?: Record<string, string>;
};

let database: TestDatabase;
let db: Database;
let mine: TestTenant;
let theirs: TestTenant;
let myKey: string;
let theirKey: string;

beforeAll(async () => {
  database = await testDatabase();
  db = database.open();
  moveIn({
    config: loadConfig({ PORTCULLIS_MODE: "evaluation" }),
    db,
    vault: createVault(db, localKms(randomBytes(32), 1)),
    signInKey: randomBytes(32),
    signInDoor: () => Promise.reject(new Error("nobody signs in here")),
  });
  mine = await makeTenant(database);
  theirs = await makeTenant(database);
  myKey = await keyOf(mine, [...permissionsOf("admin")]);
  theirKey = await keyOf(theirs, [...permissionsOf("admin")]);
});
afterAll(() => database.drop());

async function keyOf(tenant: TestTenant, capabilities: Permission[]): Promise<string> {
  const caller = systemCaller("test", {
    tenantId: tenant.tenantId,
    workspaceIds: [tenant.workspaceId],
  });
  const { token } = await createApiKey({ db }, caller, { name: "test", capabilities });
  return token.reveal();
}

async function cookieOf(tenant: TestTenant): Promise<string> {
  const subject = randomUUID();
  await database.admin(
    "insert into portcullis.member_identities (tenant_id, connection, subject, member_id) values ($1, $2, $3, $4)",
    [tenant.tenantId, CONNECTION, subject, tenant.memberId],
  );
  const { tenantId, slug } = tenant;
  const result = await completeSignIn(
    { db },
    {
      state: { tenantId, slug, connection: CONNECTION, next: "/" },
      profile: { tenantId, connection: CONNECTION, subject },
      userAgent: null,
      address: null,
      requestId: "test-request",
    },
  );
  if (!result.ok) throw new Error(result.reason);
  return `${SESSION_COOKIE}=${result.token.reveal()}`;
}

/** Sends a request to a route as Next would. The path in it is only what a problem document names. */
async function send(route: Route, method: Method, sent: Sent = {}) {
  const handler = route[method];
  if (handler === undefined) throw new Error(`no handler for ${method}`);
  const hasBody = sent.body !== undefined || sent.raw !== undefined;
  const request = new Request(`${ORIGIN}/api/v1/x${sent.query ?? ""}`, {
    method,
    headers: {
      host: "localhost:3000",
      ...(hasBody ? { "content-type": "application/json" } : {}),
      ...sent.headers,
    },
    body: hasBody ? ((sent.raw ?? JSON.stringify(sent.body)) as BodyInit) : undefined,
  });
  const response = await handler(request, { params: Promise.resolve(sent.params ?? {}) });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === "" ? null : JSON.parse(text),
  };
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const asMe = (sent: Sent = {}): Sent => ({
  ...sent,
  headers: { ...bearer(myKey), ...sent.headers },
});
const asThem = (sent: Sent = {}): Sent => ({
  ...sent,
  headers: { ...bearer(theirKey), ...sent.headers },
});

async function makeServer(): Promise<string> {
  const made = await send(servers, "POST", asMe({ body: { name: "everything", url: UPSTREAM } }));
  expect(made.status).toBe(201);
  return made.body.id;
}

/** What of a problem may differ between two requests that are answered alike. */
function alike(answer: { status: number; body: Record<string, unknown> }) {
  const { request_id: _id, instance: _instance, ...rest } = answer.body;
  return { status: answer.status, ...rest };
}

describe("every route", () => {
  type Case = {
    name: string;
    route: Route;
    method: Method;
    permission: Permission | null;
    /** A request that succeeds; its params are made on a server of the caller's. */
    good: (serverId: string) => Promise<Sent> | Sent;
    status?: number;
    /** Requests that are refused for their form, with the status each gets. */
    bad: [string, (serverId: string) => Sent, number][];
    hasId: boolean;
  };
  const id = (serverId: string): Sent => ({ params: { id: serverId } });
  const list = [
    "?limit=0",
    "?limit=x",
    "?limit=201",
    "?cursor=abc",
    "?limit=1&limit=2",
    "?other=1",
  ];
  const badLists = list.map((query): Case["bad"][number] => [
    query,
    (s) => ({ ...id(s), query }),
    422,
  ]);
  const newServer = { name: "one", url: UPSTREAM };

  const cases: Case[] = [
    {
      name: "GET me",
      route: me,
      method: "GET",
      permission: null,
      good: () => ({}),
      bad: [["a query", () => ({ query: "?a=1" }), 422]],
      hasId: false,
    },
    {
      name: "GET servers",
      route: servers,
      method: "GET",
      permission: "servers:read",
      good: () => ({ query: "?limit=5" }),
      bad: badLists,
      hasId: false,
    },
    {
      name: "POST servers",
      route: servers,
      method: "POST",
      permission: "providers:create",
      status: 201,
      hasId: false,
      good: () => ({ body: { ...newServer, credential: "upstream-secret" } }),
      bad: [
        ["no name", () => ({ body: { url: UPSTREAM } }), 422],
        ["another scheme", () => ({ body: { ...newServer, url: "file:///etc/passwd" } }), 422],
        ["an unknown field", () => ({ body: { ...newServer, extra: 1 } }), 422],
        ["a list", () => ({ body: [] }), 422],
        ["no body", () => ({}), 415],
      ],
    },
    {
      name: "GET server",
      route: server,
      method: "GET",
      permission: "servers:read",
      good: id,
      bad: [["a query", (s) => ({ ...id(s), query: "?a=1" }), 422]],
      hasId: true,
    },
    {
      name: "DELETE server",
      route: server,
      method: "DELETE",
      permission: "providers:delete",
      good: id,
      bad: [["a body", (s) => ({ ...id(s), body: { a: 1 } }), 422]],
      hasId: true,
    },
    {
      name: "PUT rules",
      route: rules,
      method: "PUT",
      permission: "rules:write",
      hasId: true,
      good: (s) => ({ ...id(s), body: { document: RULES } }),
      bad: [
        ["rules that are none", (s) => ({ ...id(s), body: { document: { version: 2 } } }), 422],
        [
          "an expected hash that is none",
          (s) => ({ ...id(s), body: { document: RULES, expectedHash: "x" } }),
          422,
        ],
      ],
    },
    {
      name: "GET rules",
      route: rules,
      method: "GET",
      permission: "servers:read",
      hasId: true,
      good: async (s) => {
        await send(rules, "PUT", asMe({ ...id(s), body: { document: RULES } }));
        return id(s);
      },
      bad: [["a query", (s) => ({ ...id(s), query: "?a=1" }), 422]],
    },
    {
      name: "POST dry-run",
      route: dryRun,
      method: "POST",
      permission: "decisions:read",
      hasId: true,
      good: (s) => ({ ...id(s), body: { document: RULES } }),
      bad: [
        ["rules that are none", (s) => ({ ...id(s), body: { document: 7 } }), 422],
        ["too large a limit", (s) => ({ ...id(s), body: { document: RULES, limit: 5000 } }), 422],
      ],
    },
    {
      name: "POST discover",
      route: discover,
      method: "POST",
      permission: "rules:write",
      good: id,
      bad: [["a body", (s) => ({ ...id(s), body: { a: 1 } }), 422]],
      hasId: true,
    },
    {
      name: "GET grants",
      route: grants,
      method: "GET",
      permission: "grants:read",
      good: id,
      bad: badLists,
      hasId: true,
    },
    {
      name: "POST grants",
      route: grants,
      method: "POST",
      permission: "grants:write",
      status: 201,
      hasId: true,
      good: (s) => ({ ...id(s), body: { name: "agent" } }),
      bad: [
        ["no name", (s) => ({ ...id(s), body: {} }), 422],
        [
          "an end in the past",
          (s) => ({ ...id(s), body: { name: "a", expiresAt: "2020-01-01T00:00:00Z" } }),
          422,
        ],
        [
          "an end that is no time",
          (s) => ({ ...id(s), body: { name: "a", expiresAt: "soon" } }),
          422,
        ],
      ],
    },
    {
      name: "DELETE grant",
      route: grant,
      method: "DELETE",
      permission: "grants:write",
      hasId: true,
      good: async (s) => {
        const made = await send(grants, "POST", asMe({ ...id(s), body: { name: "agent" } }));
        return { params: { id: s, grantId: made.body.id } };
      },
      bad: [["a query", (s) => ({ ...id(s), query: "?a=1" }), 422]],
    },
    {
      name: "GET api-keys",
      route: apiKeys,
      method: "GET",
      permission: "api-keys:read",
      good: () => ({}),
      bad: badLists,
      hasId: false,
    },
    {
      name: "POST api-keys",
      route: apiKeys,
      method: "POST",
      permission: "api-keys:write",
      status: 201,
      hasId: false,
      good: () => ({ body: { name: "CI", capabilities: ["servers:read"] } }),
      bad: [
        ["no capabilities", () => ({ body: { name: "CI", capabilities: [] } }), 422],
        ["a capability that is none", () => ({ body: { name: "CI", capabilities: ["x"] } }), 422],
        [
          "more than its creator holds",
          () => ({ body: { name: "CI", capabilities: ["admin:all"] } }),
          422,
        ],
      ],
    },
    {
      name: "DELETE api-key",
      route: apiKey,
      method: "DELETE",
      permission: "api-keys:write",
      hasId: true,
      good: async () => {
        const made = await send(
          apiKeys,
          "POST",
          asMe({ body: { name: "CI", capabilities: ["servers:read"] } }),
        );
        return { params: { id: made.body.id } };
      },
      bad: [["a query", (s) => ({ ...id(s), query: "?a=1" }), 422]],
    },
    {
      name: "GET decisions",
      route: decisions,
      method: "GET",
      permission: "decisions:read",
      good: () => ({ query: `?tool=echo&serverId=${newId()}` }),
      hasId: false,
      bad: [...badLists, ["a verdict that is none", () => ({ query: "?decision=maybe" }), 422]],
    },
    {
      name: "GET decisions/summary",
      route: summary,
      method: "GET",
      permission: "decisions:read",
      good: () => ({ query: "?buckets=12" }),
      hasId: false,
      bad: [
        ["no buckets", () => ({ query: "?buckets=0" }), 422],
        ["a time that is none", () => ({ query: "?from=yesterday" }), 422],
        [
          "an end before the beginning",
          () => ({ query: "?from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z" }),
          400,
        ],
      ],
    },
    {
      name: "GET ledger/entries",
      route: entries,
      method: "GET",
      permission: "ledger:read",
      good: () => ({ query: "?limit=3&type=api-key.created" }),
      bad: badLists,
      hasId: false,
    },
    {
      name: "GET ledger/head",
      route: head,
      method: "GET",
      permission: "ledger:read",
      good: () => ({}),
      bad: [["a query", () => ({ query: "?a=1" }), 422]],
      hasId: false,
    },
    {
      name: "POST ledger/verify",
      route: verify,
      method: "POST",
      permission: "ledger:read",
      good: () => ({}),
      hasId: false,
      bad: [["a head that is none", () => ({ body: { saved: { seq: -1, leaf: "" } } }), 422]],
    },
  ];

  it.each(cases)("$name answers the tenant that may", async ({ route, method, good, status }) => {
    const answer = await send(route, method, asMe(await good(await makeServer())));
    expect(answer.body).not.toHaveProperty("code");
    expect(answer.status).toBe(status ?? 200);
    expect(answer.headers.get("x-request-id")).toMatch(/^[A-Za-z0-9._-]{8,64}$/);
    expect(answer.headers.get("cache-control")).toBe("no-store");
  });

  it.each(cases)(
    "$name refuses requests of the wrong form, and says where",
    async ({ route, method, bad }) => {
      const serverId = await makeServer();
      for (const [what, make, status] of bad) {
        const answer = await send(route, method, asMe(make(serverId)));
        expect([what, answer.status]).toEqual([what, status]);
        expect(answer.headers.get("content-type")).toContain("application/problem+json");
        if (answer.body.code === "unprocessable")
          expect(answer.body.fields.length).toBeGreaterThan(0);
      }
    },
  );

  it.each(cases)("$name answers nobody without a credential", async ({ route, method, good }) => {
    const sent = await good(await makeServer());
    for (const headers of [
      {},
      bearer(`pck_${"0".repeat(43)}_${"0".repeat(6)}`),
      { authorization: "Basic YTpi" },
    ]) {
      const answer = await send(route, method, { ...sent, headers });
      expect(answer.status).toBe(401);
      expect(answer.body.code).toBe("unauthenticated");
      expect(answer.headers.get("www-authenticate")).toContain("Bearer");
    }
  });

  it.each(cases.filter((one) => one.permission !== null))(
    "$name refuses a key without the permission, and names it",
    async ({ route, method, good, permission }) => {
      const rest = [...permissionsOf("admin")].filter((name) => name !== permission);
      const sent = await good(await makeServer());
      const answer = await send(route, method, {
        ...sent,
        headers: bearer(await keyOf(mine, rest)),
      });
      expect(answer.status).toBe(403);
      expect(answer.body).toMatchObject({ code: "forbidden", permission });
    },
  );

  it.each(cases.filter((one) => one.hasId))(
    "$name answers a foreign id exactly as an unknown and as a malformed one",
    async ({ route, method, good }) => {
      const sent = await good(await makeServer());
      const foreign = await send(route, method, asThem(sent));
      expect(foreign.status).toBe(404);
      for (const other of [newId(), "x", "../../etc", "%00", newId().toUpperCase()]) {
        const params = Object.fromEntries(
          Object.keys(sent.params ?? {}).map((key) => [key, other]),
        );
        const unknown = await send(route, method, asMe({ ...sent, params }));
        expect(alike(unknown)).toEqual(alike(foreign));
      }
    },
  );

  it.each(cases)("$name answers other methods with what it allows", async ({ route }) => {
    const patch = await send(route as Route & { PATCH: Route["GET"] }, "PATCH" as Method, asMe());
    expect(patch.status).toBe(405);
    expect(patch.body.code).toBe("method_not_allowed");
    expect(patch.headers.get("allow")).toMatch(/^(GET|POST|PUT|DELETE)(, (POST|PUT|DELETE))*$/);
  });

  it("that does not exist answers alike, whoever asks", async () => {
    const answer = await send(anything as Route, "GET");
    expect(answer.status).toBe(404);
    expect(answer.body).toMatchObject({ code: "not_found", type: `${ORIGIN}/problems/not_found` });
  });
});

describe("bodies", () => {
  const post = (sent: Sent) => send(servers, "POST", asMe(sent));
  it.each([
    ["cut off", '{"name":'],
    ["a key twice", '{"name":"a","name":"b"}'],
    ["keys that differ in case only", '{"name":"a","Name":"b"}'],
    ["more after the value", "{} {}"],
    ["too deep", "[".repeat(100) + "]".repeat(100)],
    ["not UTF-8", new Uint8Array([0x7b, 0xff, 0x7d])],
    ["a byte-order mark", "\ufeff{}"],
    ["not JSON", "name=a"],
  ])("that are malformed are refused: %s", async (_what, raw) => {
    const answer = await post({ raw });
    expect([answer.status, answer.body.code]).toEqual([400, "malformed_json"]);
  });

  it.each([
    "text/plain",
    "application/x-www-form-urlencoded",
    "application/json; charset=utf-16",
    "application/jsonx",
  ])("of another type are refused: %s", async (type) => {
    const answer = await post({ raw: "{}", headers: { "content-type": type } });
    expect([answer.status, answer.body.code]).toEqual([415, "unsupported_media_type"]);
  });

  it("that are compressed are refused", async () => {
    const answer = await post({ raw: "{}", headers: { "content-encoding": "gzip" } });
    expect(answer.status).toBe(415);
  });

  it("over 256 KiB are refused, by what is announced and by what comes", async () => {
    const large = JSON.stringify({ name: "a".repeat(256 * 1024) });
    expect((await post({ raw: large })).status).toBe(413);
    const announced = await post({ raw: "{}", headers: { "content-length": "999999999" } });
    expect(announced.status).toBe(413);
  });
});

describe("the door", () => {
  it("keeps a well-formed request id and replaces another", async () => {
    const kept = await send(me, "GET", asMe({ headers: { "x-request-id": "my-own.id_1" } }));
    expect(kept.headers.get("x-request-id")).toBe("my-own.id_1");
    const made = await send(me, "GET", asMe({ headers: { "x-request-id": "a b" } }));
    expect(made.headers.get("x-request-id")).not.toBe("a b");
  });

  it.each(["evil.test", "localhost:3001", "localhost:3000.evil.test", ""])(
    "does not answer to the host %j",
    async (host) => {
      const answer = await send(me, "GET", asMe({ headers: { host } }));
      expect([answer.status, answer.body.code]).toEqual([403, "host_refused"]);
    },
  );

  it("refuses a revoked key on the next request", async () => {
    const caller = systemCaller("test", {
      tenantId: mine.tenantId,
      workspaceIds: [mine.workspaceId],
    });
    const key = await createApiKey({ db }, caller, {
      name: "short",
      capabilities: ["servers:read"],
    });
    const headers = bearer(key.token.reveal());
    expect((await send(me, "GET", { headers })).status).toBe(200);
    await revokeApiKey({ db }, caller, key.id);
    expect((await send(me, "GET", { headers })).status).toBe(401);
  });

  it("answers 503 with Retry-After while the database is down", async () => {
    const down = {
      query: () => Promise.reject(Object.assign(new Error("refused"), { code: "ECONNREFUSED" })),
    };
    moveIn({
      config: loadConfig({ PORTCULLIS_MODE: "evaluation" }),
      db: { ...db, pool: down } as unknown as Database,
      vault: createVault(db, localKms(randomBytes(32), 1)),
      signInKey: randomBytes(32),
      signInDoor: () => Promise.reject(new Error("nobody signs in here")),
    });
    try {
      const answer = await send(me, "GET", asMe());
      expect([answer.status, answer.body.code]).toEqual([503, "unavailable"]);
      expect(answer.headers.get("retry-after")).toBe("1");
      expect(JSON.stringify(answer.body)).not.toContain("ECONN");
    } finally {
      moveIn({
        config: loadConfig({ PORTCULLIS_MODE: "evaluation" }),
        db,
        vault: createVault(db, localKms(randomBytes(32), 1)),
        signInKey: randomBytes(32),
        signInDoor: () => Promise.reject(new Error("nobody signs in here")),
      });
    }
  });
});

describe("a browser's session", () => {
  const same = { origin: ORIGIN, "sec-fetch-site": "same-origin" };
  const body = { name: "from a browser", capabilities: ["servers:read"] };

  it("reads and changes from our own pages", async () => {
    const cookie = await cookieOf(mine);
    const read = await send(me, "GET", { headers: { cookie } });
    expect(read.body).toMatchObject({ kind: "member", role: "owner", tenant: { slug: mine.slug } });
    const made = await send(apiKeys, "POST", { body, headers: { cookie, ...same } });
    expect(made.status).toBe(201);
  });

  it.each([
    ["no origin", {}],
    ["another origin", { origin: "https://evil.test" }],
    ["a null origin", { origin: "null" }],
    ["another port", { origin: "http://localhost:3200" }],
    ["our origin, from another site", { origin: ORIGIN, "sec-fetch-site": "cross-site" }],
    ["our origin, from a sibling host", { origin: ORIGIN, "sec-fetch-site": "same-site" }],
  ] as [string, Record<string, string>][])("changes nothing with %s", async (_what, headers) => {
    const cookie = await cookieOf(mine);
    const answer = await send(apiKeys, "POST", { body, headers: { cookie, ...headers } });
    expect([answer.status, answer.body.code]).toEqual([403, "origin_refused"]);
  });

  it("is not looked at beside an Authorization header", async () => {
    const cookie = await cookieOf(mine);
    const answer = await send(me, "GET", { headers: { cookie, authorization: "Bearer wrong" } });
    expect(answer.status).toBe(401);
  });

  it("gets a new token after a quarter of an hour, and the old one goes on for a moment", async () => {
    const cookie = await cookieOf(mine);
    await database.admin(
      "update portcullis.sessions set minted_at = minted_at - interval '901 seconds' where tenant_id = $1",
      [mine.tenantId],
    );
    const answer = await send(me, "GET", { headers: { cookie } });
    const [next = ""] = answer.headers.getSetCookie();
    expect(next).toMatch(new RegExp(`^${SESSION_COOKIE}=pcs_.*HttpOnly; Secure; SameSite=Lax`));
    const again = await send(me, "GET", { headers: { cookie } });
    expect([again.status, again.headers.getSetCookie()]).toEqual([200, []]);
    const renewed = await send(me, "GET", { headers: { cookie: next.split(";")[0] ?? "" } });
    expect(renewed.status).toBe(200);
  });
});

describe("an idempotency key", () => {
  const key = () => ({ "idempotency-key": randomUUID() });
  const named = (name: string) => ({ name, url: UPSTREAM });
  async function countServers(name: string): Promise<number> {
    const rows = await database.admin("select from portcullis.servers where name = $1", [name]);
    return rows.length;
  }

  it("makes a repetition answer as the first time, and do nothing", async () => {
    const headers = key();
    const first = await send(servers, "POST", asMe({ headers, body: named("once") }));
    const second = await send(servers, "POST", asMe({ headers, body: named("once") }));
    expect([second.status, second.body]).toEqual([first.status, first.body]);
    expect(second.headers.get("location")).toBe(first.headers.get("location"));
    expect(second.headers.get("idempotency-replayed")).toBe("true");
    expect(await countServers("once")).toBe(1);
  });

  it("has one effect for many requests at the same time", async () => {
    const headers = key();
    const answers = await Promise.all(
      Array.from({ length: 6 }, () =>
        send(servers, "POST", asMe({ headers, body: named("together") })),
      ),
    );
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([201]));
    expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1);
    expect(await countServers("together")).toBe(1);
  });

  it("refuses another request under the same key", async () => {
    const headers = key();
    await send(servers, "POST", asMe({ headers, body: named("this") }));
    const other = await send(servers, "POST", asMe({ headers, body: named("that") }));
    expect([other.status, other.body.code]).toEqual([409, "idempotency_mismatch"]);
    expect(await countServers("that")).toBe(0);
  });

  it("never shows a secret twice, and says what holds it", async () => {
    const headers = key();
    const body = { name: "CI", capabilities: ["servers:read"] };
    const first = await send(apiKeys, "POST", asMe({ headers, body }));
    const second = await send(apiKeys, "POST", asMe({ headers, body }));
    expect([second.status, second.body.code, second.body.id]).toEqual([
      409,
      "secret_already_shown",
      first.body.id,
    ]);
    const rows = await database.admin("select * from portcullis.idempotency_keys where key = $1", [
      headers["idempotency-key"],
    ]);
    expect(JSON.stringify(rows)).not.toContain(first.body.token);
  });

  it("keeps nothing of a request that failed", async () => {
    const headers = key();
    const sent = { headers, params: { id: newId() }, body: { name: "agent" } };
    expect((await send(grants, "POST", asMe(sent))).status).toBe(404);
    const rows = await database.admin("select from portcullis.idempotency_keys where key = $1", [
      headers["idempotency-key"],
    ]);
    expect(rows).toEqual([]);
  });

  it("belongs to its actor: another tenant may use the same one", async () => {
    const headers = key();
    const first = await send(servers, "POST", asMe({ headers, body: named("shared key") }));
    const second = await send(servers, "POST", asThem({ headers, body: named("shared key") }));
    expect([second.status, second.body.id === first.body.id]).toEqual([201, false]);
  });

  it("does not outlive the permission it was used with", async () => {
    const headers = key();
    await send(servers, "POST", asMe({ headers, body: named("then") }));
    const weak = await keyOf(mine, ["servers:read"]);
    const answer = await send(servers, "POST", {
      headers: { ...headers, ...bearer(weak) },
      body: named("then"),
    });
    expect(answer.status).toBe(403);
  });

  it.each(["a key with spaces", "k".repeat(256), "schlüssel"])("is refused as %j", async (bad) => {
    const answer = await send(
      servers,
      "POST",
      asMe({ headers: { "idempotency-key": bad }, body: named("x") }),
    );
    expect([answer.status, answer.body.code]).toEqual([400, "invalid_request"]);
  });
});

describe("lists", () => {
  it("lead through all of it with opaque cursors, each thing once", async () => {
    const tenant = await makeTenant(database);
    const headers = bearer(await keyOf(tenant, [...permissionsOf("admin")]));
    for (let n = 0; n < 5; n++) {
      await send(servers, "POST", { headers, body: { name: `server ${n}`, url: UPSTREAM } });
    }
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const query: string = `?limit=2${cursor === null ? "" : `&cursor=${cursor}`}`;
      const answer = await send(servers, "GET", { headers, query });
      expect(answer.status).toBe(200);
      seen.push(...answer.body.data.map((one: { name: string }) => one.name));
      cursor = answer.body.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(["server 0", "server 1", "server 2", "server 3", "server 4"]);
    const all = await send(entries, "GET", { headers, query: "?limit=2" });
    const next = await send(entries, "GET", {
      headers,
      query: `?limit=2&cursor=${all.body.nextCursor}`,
    });
    expect(next.body.data[0].seq).toBe(all.body.data[1].seq - 1);
  });

  it("show another tenant's nothing of it", async () => {
    await makeServer();
    const tenant = await makeTenant(database);
    const headers = bearer(await keyOf(tenant, [...permissionsOf("admin")]));
    for (const route of [servers, decisions] as Route[]) {
      const answer = await send(route, "GET", { headers });
      expect(answer.body).toEqual({ data: [], nextCursor: null });
    }
  });
});

it("a change is in the ledger under the request's id, and the ledger verifies", async () => {
  const made = await send(
    servers,
    "POST",
    asMe({ body: { name: "traced", url: UPSTREAM }, headers: { "x-request-id": "trace-me-1" } }),
  );
  const found = await send(entries, "GET", asMe({ query: "?requestId=trace-me-1" }));
  expect(found.body.data).toHaveLength(1);
  expect(found.body.data[0]).toMatchObject({
    seq: made.body.receipt.seq,
    leaf: made.body.receipt.leaf,
  });
  const top = await send(head, "GET", asMe());
  expect(top.body.seq).toBe(made.body.receipt.seq);
  const checked = await send(
    verify,
    "POST",
    asMe({ body: { saved: { seq: top.body.seq, leaf: top.body.leaf } } }),
  );
  expect(checked.body).toMatchObject({ whole: true });
});
