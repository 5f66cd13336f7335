import { randomBytes, randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hashToken } from "@/lib/crypto";
import { type Database, openDatabase } from "@/lib/db";
import { newId } from "@/lib/kernel";
import { operations } from "./openapi/operations";
import { mindsIdempotencyKey, problemsOf } from "./problems-of";
import { live, ORIGIN, type Sent, send, type TestApi, testApi } from "./testing/api";
import type { Case } from "./testing/case";
import { CASES } from "./testing/cases";
import { find, seenOf } from "./testing/witness";

/*
 * Drives every operation to everything its description says it may answer. `send` fails where an
 * answer is not described; the last test fails where a described answer was never seen.
 */

let api: TestApi;
let forged: Database;
beforeAll(async () => {
  api = await testApi();
  forged = openDatabase({
    url: api.database.urls.portcullis_web,
    keys: [{ kid: "forged", key: randomBytes(32) }],
    applicationName: "test-forged",
  });
});
afterAll(async () => {
  await forged.close();
  await api.database.drop();
});

const declared = ({ route, method }: Case) => {
  const found = find(route, method);
  if (found === undefined) throw new Error("a case of no operation");
  return found;
};
const withHeaders = (sent: Sent, headers: Record<string, string>): Sent => ({
  ...sent,
  headers: { ...sent.headers, ...headers },
});
const failing = (error: Error): Database =>
  ({ ...api.db, pool: { query: () => Promise.reject(error) } }) as unknown as Database;

/** Requests that the door refuses whatever they ask for, each with the code it must be refused by. */
async function atTheDoor(one: Case, sent: Sent): Promise<[string, Sent][]> {
  const cookie = await api.cookieOf(api.mine);
  const json = { "content-type": "application/json" };
  return [
    ["unauthenticated", { ...sent, headers: {} }],
    ["host_refused", withHeaders(api.asMe(sent), { host: "elsewhere.example" })],
    ["origin_refused", withHeaders(sent, { cookie, origin: "https://elsewhere.example" })],
    ["unprocessable", api.asMe({ ...sent, query: "?there-is-no-such-parameter=1" })],
    ...(one.method === "GET"
      ? []
      : ([
          ["malformed_json", api.asMe({ ...sent, raw: '{"a":1,"a":2}' })],
          ["payload_too_large", api.asMe({ ...sent, raw: " ".repeat(256 * 1024 + 1) })],
          [
            "unsupported_media_type",
            withHeaders(api.asMe({ ...sent, raw: "a=b" }), {
              ...json,
              "content-type": "text/plain",
            }),
          ],
        ] satisfies [string, Sent][])),
    ...(declared(one).endpoint.person
      ? ([["forbidden", { ...sent, headers: await keyWithout() }]] satisfies [string, Sent][])
      : []),
    ...(one.permission === null
      ? []
      : ([["forbidden", { ...sent, headers: await keyWithout() }]] satisfies [string, Sent][])),
  ];
}

/** A session whose token is due to be replaced: where nothing else is asked of the database, this is. */
async function byOldSession(): Promise<Record<string, string>> {
  const cookie = await api.cookieOf(api.mine);
  await api.database.admin(
    `update portcullis.sessions set minted_at = minted_at - interval '901 s'
     where token_hash = $1`,
    [hashToken(cookie.slice(cookie.indexOf("=") + 1))],
  );
  return { cookie, origin: ORIGIN };
}

/** The same request under a session of its sender that holds no proof which is young enough. */
async function withoutProof(sent: Sent): Promise<Sent> {
  const cookie = await api.cookieOf(api.mine);
  await api.database.admin(
    `update portcullis.sessions set created_at = created_at - interval '2 h', factor_at = null
     where tenant_id = $1`,
    [api.mine.tenantId],
  );
  return sent.person ? api.asMe(sent) : { ...sent, headers: { cookie, origin: ORIGIN } };
}

/** As it was before. */
async function withProof(): Promise<void> {
  await api.database.admin(
    "update portcullis.sessions set created_at = now(), factor_at = now() where tenant_id = $1",
    [api.mine.tenantId],
  );
}

async function keyWithout(): Promise<Record<string, string>> {
  return { authorization: `Bearer ${await api.keyOf(api.mine, ["billing:read"])}` };
}

describe("every operation", () => {
  it("has a case, and its permission is the one the case names", () => {
    for (const { path, method, endpoint } of operations()) {
      const cases = CASES.filter((one) => declared(one).endpoint === endpoint);
      expect([method, path, cases.length]).not.toEqual([method, path, 0]);
      for (const one of cases) {
        // A use case may ask some callers only for a permission: then its endpoint names none.
        const within = endpoint.problems?.includes("forbidden") ? one.permission : null;
        expect([one.name, one.permission]).toEqual([one.name, endpoint.permission ?? within]);
        expect([one.name, one.status ?? 200]).toEqual([one.name, endpoint.status ?? 200]);
        expect([one.name, one.hasId]).toEqual([one.name, endpoint.params !== undefined]);
      }
    }
  });

  it.each(CASES)("$name answers as it is described, at the door and inside", async (one) => {
    const { route, method, good, bad } = one;
    const serverId = await api.makeServer();
    const sent = await good(api, serverId);
    for (const [code, request] of await atTheDoor(one, sent)) {
      const answer = await send(route, method, request);
      expect([code, answer.body.code]).toEqual([code, code]);
    }
    for (const [, make] of bad) await send(route, method, api.asMe(await make(serverId, api)));
    const { endpoint } = declared(one);
    if (endpoint.query?.shape.cursor !== undefined) {
      const cursor = Buffer.from("v1.nobody gave this").toString("base64url");
      const answer = await send(route, method, api.asMe({ ...sent, query: `?cursor=${cursor}` }));
      expect(answer.body.code).toBe("invalid_request");
    }
    if (endpoint.params !== undefined) {
      const params = Object.fromEntries(
        Object.keys(sent.params ?? {}).map((key) => [key, newId()]),
      );
      const answer = await send(route, method, api.asMe({ ...sent, params }));
      expect(answer.body.code).toBe("not_found");
    }
    // What was asked so far has changed what the person has.
    const then = sent.person ? await good(api, serverId) : sent;
    if (endpoint.stepUp !== undefined) {
      const refused = await send(route, method, await withoutProof(then));
      expect([refused.status, refused.body.code]).toEqual([403, "step_up_required"]);
      await withProof();
    }
    const answer = await send(route, method, api.asMe(then));
    expect(answer.status).toBe(one.status ?? 200);
  });

  it.each(CASES.filter((one) => mindsIdempotencyKey(one.method, declared(one).endpoint)))(
    "$name minds an idempotency key",
    async ({ route, method, good }) => {
      const sent = await good(api, await api.makeServer());
      const key = { "idempotency-key": randomUUID() };
      const first = await send(route, method, withHeaders(api.asMe(sent), key));
      expect(first.body).not.toHaveProperty("code");
      const again = await send(route, method, withHeaders(api.asMe(sent), key));
      const secret = again.body.code === "secret_already_shown";
      expect(secret || again.headers.get("idempotency-replayed") === "true").toBe(true);
      const other = { ...sent, body: undefined, raw: `${JSON.stringify(sent.body ?? {})} ` };
      const mismatch = await send(route, method, withHeaders(api.asMe(other), key));
      expect(mismatch.body.code).toBe("idempotency_mismatch");
      const odd = { "idempotency-key": "with a space" };
      const refused = await send(route, method, withHeaders(api.asMe(sent), odd));
      expect(refused.body.code).toBe("invalid_request");
    },
  );

  it.each(CASES)(
    "$name answers in form while the database fails",
    async ({ route, method, good, permission }) => {
      const sent = api.asMe(await good(api, await api.makeServer()));
      const old = permission === null ? { ...sent, headers: await byOldSession() } : sent;
      const refused = Object.assign(new Error("refused"), { code: "ECONNREFUSED" });
      const failures: [string, Database, Sent][] = [
        ["unavailable", failing(refused), sent],
        ["internal", failing(new Error("what nobody expected")), sent],
        ["database_token_rejected", forged, old],
      ];
      try {
        for (const [code, db, request] of failures) {
          live(db);
          const answer = await send(route, method, request);
          expect([code, answer.body.code]).toEqual([code, code]);
          expect(JSON.stringify(answer.body)).not.toContain("nobody expected");
        }
      } finally {
        live(api.db);
      }
    },
  );

  it.each(operations())("$method $path was seen to answer everything that is described", (one) => {
    const { method, endpoint } = one;
    const described = [String(endpoint.status ?? 200), ...problemsOf(method, endpoint)].sort();
    expect(seenOf(endpoint.operation)).toEqual(described);
  });
});
