import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SESSION_COOKIE } from "@/lib/identity";
import { ORIGIN, send, type TestApi, testApi } from "./testing/api";
import * as apiKeys from "./v1/api-keys/route";
import * as me from "./v1/me/route";

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.database.drop());

describe("a browser's session", () => {
  const same = { origin: ORIGIN, "sec-fetch-site": "same-origin" };
  const body = { name: "from a browser", capabilities: ["servers:read"] };

  it("reads and changes from our own pages", async () => {
    const cookie = await api.cookieOf(api.mine);
    const read = await send(me, "GET", { headers: { cookie } });
    expect(read.body).toMatchObject({
      kind: "member",
      role: "owner",
      tenant: { slug: api.mine.slug },
    });
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
    const cookie = await api.cookieOf(api.mine);
    const answer = await send(apiKeys, "POST", { body, headers: { cookie, ...headers } });
    expect([answer.status, answer.body.code]).toEqual([403, "origin_refused"]);
  });

  it("is not looked at beside an Authorization header", async () => {
    const cookie = await api.cookieOf(api.mine);
    const answer = await send(me, "GET", { headers: { cookie, authorization: "Bearer wrong" } });
    expect(answer.status).toBe(401);
  });

  it("gets a new token after a quarter of an hour, and the old one goes on for a moment", async () => {
    const cookie = await api.cookieOf(api.mine);
    await api.database.admin(
      "update portcullis.sessions set minted_at = minted_at - interval '901 seconds' where tenant_id = $1",
      [api.mine.tenantId],
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
