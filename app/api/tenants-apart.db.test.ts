import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "@/lib/db";
import type { TestTenant } from "@/lib/db/testing";
import { SESSION_COOKIE } from "@/lib/identity";
import { newId } from "@/lib/kernel";
import { alike, bearer, live, ORIGIN, send, type TestApi, testApi } from "./testing/api";
import type { Case } from "./testing/case";
import { CASES } from "./testing/cases";
import * as grants from "./v1/servers/[id]/grants/route";
import * as rules from "./v1/servers/[id]/rules/route";
import * as servers from "./v1/servers/route";

/*
 * Over HTTP: two tenants whose every name, text and id is a canary. Whatever one asks, by whatever
 * credential, nothing of the other is in the answer, nor in a line of the log about its request.
 */
let api: TestApi;
let mine: string[];
let theirs: string[];
const logged: string[] = [];
const write = process.stderr.write;

beforeAll(async () => {
  api = await testApi();
  mine = await fill(api.mine, "canarymine", (sent) => api.asMe(sent));
  theirs = await fill(api.theirs, "canarytheirs", (sent) => api.asThem(sent));
  process.stderr.write = ((chunk: string | Uint8Array, ...rest: never[]) => {
    logged.push(...String(chunk).split("\n"));
    return write.call(process.stderr, chunk, ...rest);
  }) as typeof process.stderr.write;
});
afterAll(() => {
  process.stderr.write = write;
  return api.database.drop();
});

/** Gives a tenant one of everything, all under its canary; returns every text that is its alone. */
async function fill(
  tenant: TestTenant,
  canary: string,
  as: (sent: object) => Parameters<typeof send>[2],
): Promise<string[]> {
  const { tenantId, workspaceId } = tenant;
  const admin = (sql: string, values: unknown[]) => api.database.admin(sql, values);
  await admin("update portcullis.tenants set name = $2 where tenant_id = $1", [tenantId, canary]);
  await admin("update portcullis.members set name = $2 where tenant_id = $1", [tenantId, canary]);
  const server = await send(
    servers,
    "POST",
    as({ body: { name: `${canary}-server`, url: `http://127.0.0.1:9/${canary}` } }),
  );
  const params = { id: server.body.id as string };
  const document = { version: 1, default: "deny", tools: { [`${canary}-tool`]: {} } };
  await send(rules, "PUT", as({ params, body: { document } }));
  const grant = await send(grants, "POST", as({ params, body: { name: `${canary}-grant` } }));
  await admin(
    `insert into portcullis.tools (tenant_id, workspace_id, server_id, name, title, description, definition, definition_hash)
     values ($1, $2, $3, $4, $4, $4, '{}', repeat('a', 64))`,
    [tenantId, workspaceId, params.id, `${canary}-tool`],
  );
  const decision = newId();
  await admin(
    `insert into portcullis.decisions (tenant_id, workspace_id, id, server_id, grant_id, method, tool,
       decision, rule, argument_keys, redaction_version, request_id, ledger_seq, instance_id)
     values ($1, $2, $3, $4, $5, 'tools/call', $6, 'refuse', $7, $8, 1, $9, 0, $3)`,
    [
      ...[tenantId, workspaceId, decision, params.id, grant.body.id, `${canary}-tool`],
      ...[`/tools/${canary}-tool/deny_if/0`, [`${canary}-key`], `${canary}-request`],
    ],
  );
  const ids = [tenantId, workspaceId, tenant.memberId, tenant.slug];
  return [canary, ...ids, params.id, grant.body.id, grant.body.token, decision].map(String);
}

/** What of an answer holds a text that is the other's alone, besides the id that was asked for. */
function leaks(answer: { headers: Headers; body: unknown }, others: readonly string[]): string[] {
  const text = JSON.stringify([answer.body, [...answer.headers]]);
  return others.filter((other) => text.includes(other));
}

/** A problem names the address that was asked for, so an id in it is the asker's own word. */
const withoutInstance = ({ headers, body }: Asked["answer"]) => ({
  headers,
  body: { ...body, instance: null },
});

type Asked = { readonly who: string; readonly answer: Awaited<ReturnType<typeof send>> };

/** Every route, asked by both tenants at the same time, each about its own. */
async function askBoth({ route, method, good }: Case): Promise<Asked[]> {
  const sent = await good(api, await api.makeServer());
  const ask = async (who: string, as: typeof api.asMe, requestId: string) => ({
    who,
    answer: await send(
      route,
      method,
      as({ ...sent, headers: { ...sent.headers, "x-request-id": requestId } }),
    ),
  });
  return await Promise.all(
    Array.from({ length: 6 }, (_, n) =>
      n % 2 === 0
        ? ask("mine", api.asMe, `mine-request-${n}`)
        : ask("theirs", api.asThem, `theirs-request-${n}`),
    ),
  );
}

describe("every route, asked by two tenants at once,", () => {
  it.each(CASES)("$name shows each nothing of the other", async (one) => {
    for (const { who, answer } of await askBoth(one)) {
      const others = who === "mine" ? theirs : mine.filter((text) => text !== api.mine.slug);
      // What is asked about was made by the first; the second is told what an unknown id is told.
      expect(leaks(withoutInstance(answer), others)).toEqual([]);
      expect(answer.headers.get("x-request-id")).toMatch(new RegExp(`^${who}-request-`));
      expect(answer.headers.get("cache-control")).toBe("no-store");
    }
  });

  it("and lists hold the canary of the one who asks, or the test above would see nothing", async () => {
    const ask = async (sent: Parameters<typeof send>[2]) =>
      JSON.stringify((await send(servers, "GET", sent)).body);
    expect(await ask(api.asMe())).toContain("canarymine-server");
    expect(await ask(api.asThem())).toContain("canarytheirs-server");
  });

  it("and no line of the log about one's request holds anything of the other", () => {
    const lines = logged
      .filter((line) => line.startsWith("{"))
      .map((line) => [line, JSON.parse(line)]);
    for (const [line, { tenant_id, request_id }] of lines) {
      const ofMine = tenant_id === api.mine.tenantId || /^mine-/.test(request_id ?? "");
      const ofTheirs = tenant_id === api.theirs.tenantId || /^theirs-/.test(request_id ?? "");
      const found = [...(ofMine ? theirs : []), ...(ofTheirs ? mine : [])];
      expect(found.filter((other) => line.includes(other))).toEqual([]);
    }
  });
});

describe("a credential that is worth nothing", () => {
  const worthless = (): Record<string, Record<string, string>> => ({
    forged: bearer(`pck_${randomBytes(40).toString("hex").slice(0, 43)}_000000`),
    "a grant's": bearer(`pcg_${"A".repeat(43)}_000000`),
    "a database token": bearer("eyJhbGciOiJub25lIn0.eyJ0ZW5hbnRfaWQiOiJ4In0."),
    "SQL in it": bearer("pck_'or'1'='1"),
    long: bearer("p".repeat(200)),
    "a cookie of nobody's": {
      cookie: `${SESSION_COOKIE}=${"a".repeat(43)}`,
      origin: ORIGIN,
    },
  });

  it.each(CASES)(
    "is answered as none by $name, whatever it is",
    async ({ route, method, good }) => {
      const sent = await good(api, await api.makeServer());
      const none = alike(await send(route, method, { ...sent, headers: {} }));
      for (const [what, headers] of Object.entries(worthless())) {
        const answer = await send(route, method, { ...sent, headers });
        expect([what, answer.status, alike(answer)]).toEqual([what, 401, none]);
      }
    },
  );

  it("that was good once is answered as one that never was: revoked or expired", async () => {
    const key = await api.keyOf(api.theirs, ["servers:read"]);
    const ask = () => send(servers, "GET", { headers: bearer(key) });
    expect((await ask()).status).toBe(200);
    const never = alike(await send(servers, "GET", { headers: worthless().forged }));
    for (const change of ["revoked_at = now()", "expires_at = now() - interval '1 second'"]) {
      const where =
        "where tenant_id = $1 and id = (select id from portcullis.api_keys order by created_at desc limit 1)";
      await api.database.admin(`update portcullis.api_keys set ${change} ${where}`, [
        api.theirs.tenantId,
      ]);
      expect(alike(await ask())).toEqual(never);
      await api.database.admin(
        `update portcullis.api_keys set revoked_at = null, expires_at = null ${where}`,
        [api.theirs.tenantId],
      );
    }
    expect((await ask()).status).toBe(200);
  });
});

describe("where the database does not take the token of this process", () => {
  const broken: Readonly<Record<string, () => Database["keys"]>> = {
    "its key is another under the same id": () => [{ kid: "test-1", key: randomBytes(32) }],
    "its key is unknown": () => [{ kid: "unknown", key: randomBytes(32) }],
    "it has none": () => [],
  };

  async function expectRefused({ route, method, good }: Case, keys: Database["keys"]) {
    const sent = api.asMe(await good(api, await api.makeServer()));
    live({ ...api.db, keys });
    try {
      const answer = await send(route, method, sent);
      expect(answer.status).toBe(503);
      expect(leaks(answer, [...theirs, ...mine.slice(0, 2)])).toEqual([]);
      return alike(answer);
    } finally {
      live(api.db);
    }
  }

  // What asks the database nothing but who calls needs no token.
  const cases = CASES.filter((one) => !/^GET (?:me|openapi)/.test(one.name));

  it.each(cases)("$name reads nothing and says so in one way", async (one) => {
    const answers = [];
    for (const keys of Object.values(broken)) answers.push(await expectRefused(one, keys()));
    expect(answers[0]).toMatchObject({ status: 503, code: "database_token_rejected" });
    for (const answer of answers) expect(answer).toEqual(answers[0]);
  });

  it("because its key was rotated away, it says the same", async () => {
    await api.database.admin("update portcullis.database_keys set not_after = now()");
    try {
      const answer = await send(servers, "GET", api.asMe());
      expect([answer.status, answer.body.code]).toEqual([503, "database_token_rejected"]);
      expect(leaks(answer, [...mine, ...theirs])).toEqual([]);
    } finally {
      await api.database.admin("update portcullis.database_keys set not_after = null");
    }
    expect((await send(servers, "GET", api.asMe())).status).toBe(200);
  });
});
