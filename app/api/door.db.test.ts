import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemCaller } from "@/lib/access";
import { createApiKey, revokeApiKey } from "@/lib/credentials";
import type { Database } from "@/lib/db";
import { bearer, live, type Sent, send, type TestApi, testApi } from "./testing/api";
import * as me from "./v1/me/route";
import * as servers from "./v1/servers/route";

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.database.drop());

describe("bodies", () => {
  const post = (sent: Sent) => send(servers, "POST", api.asMe(sent));
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

  it.each([
    [{ name: "a\0b", url: "http://localhost/" }, "/name"],
    [{ name: "a", url: "http://localhost/", credential: { value: "x\0" } }, "/credential/value"],
    [{ "na\0me": "a" }, ""],
  ])("with the character NUL in a text are refused: %j", async (body, path) => {
    const answer = await post({ body });
    expect([answer.status, answer.body.fields?.[0]?.path]).toEqual([422, path]);
    const query = await send(me, "GET", api.asMe({ query: "?a=%00" }));
    expect(query.status).toBe(422);
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
    const kept = await send(me, "GET", api.asMe({ headers: { "x-request-id": "my-own.id_1" } }));
    expect(kept.headers.get("x-request-id")).toBe("my-own.id_1");
    const made = await send(me, "GET", api.asMe({ headers: { "x-request-id": "a b" } }));
    expect(made.headers.get("x-request-id")).not.toBe("a b");
  });

  it.each(["evil.test", "localhost:3001", "localhost:3000.evil.test", ""])(
    "does not answer to the host %j",
    async (host) => {
      const answer = await send(me, "GET", api.asMe({ headers: { host } }));
      expect([answer.status, answer.body.code]).toEqual([403, "host_refused"]);
    },
  );

  it("refuses a revoked key on the next request", async () => {
    const caller = systemCaller("test", {
      tenantId: api.mine.tenantId,
      workspaceIds: [api.mine.workspaceId],
    });
    const key = await createApiKey({ db: api.db }, caller, {
      name: "short",
      capabilities: ["servers:read"],
    });
    const headers = bearer(key.token.reveal());
    expect((await send(me, "GET", { headers })).status).toBe(200);
    await revokeApiKey({ db: api.db }, caller, key.id);
    expect((await send(me, "GET", { headers })).status).toBe(401);
  });

  it("answers 503 with Retry-After while the database is down", async () => {
    const down = {
      query: () => Promise.reject(Object.assign(new Error("refused"), { code: "ECONNREFUSED" })),
    };
    live({ ...api.db, pool: down } as unknown as Database);
    try {
      const answer = await send(me, "GET", api.asMe());
      expect([answer.status, answer.body.code]).toEqual([503, "unavailable"]);
      expect(answer.headers.get("retry-after")).toBe("1");
      expect(JSON.stringify(answer.body)).not.toContain("ECONN");
    } finally {
      live(api.db);
    }
  });
});
