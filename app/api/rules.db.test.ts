import { afterAll, beforeAll, expect, it } from "vitest";
import { send, type TestApi, testApi } from "./testing/api";
import * as rules from "./v1/servers/[id]/rules/route";
import * as tryRoute from "./v1/servers/[id]/rules/try/route";
import * as versions from "./v1/servers/[id]/rules/versions/route";

let api: TestApi;
let params: { id: string };
beforeAll(async () => {
  api = await testApi();
  params = { id: await api.makeServer() };
});
afterAll(() => api.database.drop());

const first = { version: 1, default: "deny", tools: { echo: {} } };
const second = { version: 1, default: "deny", tools: {} };

it("takes a document as it stands, and gives it back as it was taken with its hash as entity tag", async () => {
  const put = await send(rules, "PUT", api.asMe({ params, body: first }));
  expect(put.status).toBe(200);
  const got = await send(rules, "GET", api.asMe({ params }));
  expect(got.body).toEqual(first);
  expect(got.headers.get("etag")).toBe(`"${put.body.hash}"`);
});

it("publishes only over the version that If-Match or expectedHash names", async () => {
  const before = await send(rules, "GET", api.asMe({ params }));
  const etag = before.headers.get("etag") ?? "";
  const published = await send(
    rules,
    "PUT",
    api.asMe({ params, body: second, headers: { "if-match": etag } }),
  );
  expect(published.status).toBe(200);
  for (const attempt of [
    { body: first, headers: { "if-match": etag } },
    { body: first, headers: { "if-match": '"nonsense"' } },
    { body: { document: first, expectedHash: etag.slice(1, -1) } },
    // Both are held, not one of the two.
    {
      body: { document: first, expectedHash: published.body.hash },
      headers: { "if-match": etag },
    },
  ]) {
    expect((await send(rules, "PUT", api.asMe({ params, ...attempt }))).status).toBe(409);
  }
  expect((await send(rules, "GET", api.asMe({ params }))).body).toEqual(second);
  const all = await send(versions, "GET", api.asMe({ params }));
  expect(all.body.data.map((one: { version: number }) => one.version)).toEqual([2, 1]);
});

it("names every fault of a document and publishes nothing of it", async () => {
  for (const body of [
    {},
    { default: "deny" },
    { document: { version: 1 } },
    { ...first, extra: true },
  ]) {
    const refused = await send(rules, "PUT", api.asMe({ params, body }));
    expect([refused.status, refused.body.code]).toEqual([422, "invalid_rules"]);
    expect(refused.body.fields.length).toBeGreaterThan(0);
  }
  expect((await send(rules, "GET", api.asMe({ params }))).body).toEqual(second);
});

it("publishes what is to be the first version only where there is none", async () => {
  const fresh = { id: await api.makeServer() };
  const body = { document: first, onlyFirst: true };
  expect((await send(rules, "PUT", api.asMe({ params: fresh, body }))).status).toBe(200);
  expect((await send(rules, "PUT", api.asMe({ params: fresh, body }))).status).toBe(409);
});

it("tells of one call what a draft would say to it, and records nothing", async () => {
  const document = {
    version: 1,
    default: "deny",
    all_tools: { limits: [{ counter: "all", window: "hour", max: 5, scope: "tenant" }] },
    tools: { sum: { deny_if: [{ path: "args.a", op: "gt", value: 1000 }] } },
  };
  const ask = async (tool: string, args?: object) =>
    (await send(tryRoute, "POST", api.asMe({ params, body: { document, tool, arguments: args } })))
      .body;
  expect(await ask("sum", { a: 1 })).toMatchObject({
    decision: "allow",
    rule: null,
    limits: [{ rule: "/all_tools/limits/0", counter: "all", amount: 1 }],
  });
  for (const a of [1001, "1", null]) {
    const refused = await ask("sum", { a });
    expect(refused).toMatchObject({ decision: "refuse", rule: "/tools/sum/deny_if/0" });
    expect(refused.otherwise).toContain("in the right type");
  }
  expect(await ask("other")).toMatchObject({ decision: "refuse", rule: "(default deny)" });
  const kept = await send(rules, "GET", api.asMe({ params }));
  expect(kept.body).toEqual(second);
});
