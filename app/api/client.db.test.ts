import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { ApiRefused, createClient } from "@/lib/client";
import { endpointsOf } from "./handle";
import { clientTypes } from "./openapi/client-types";
import { openApiDocument } from "./openapi/document";
import { ROUTES } from "./openapi/routes";
import { ORIGIN, type Route, RULES, testApi, UPSTREAM } from "./testing/api";

/*
 * The client of the API against the routes themselves: it asks as it would over the network, and the
 * route of the path it asked for answers.
 */
const api = await testApi();
afterAll(() => api.database.drop());
const key = await api.keyOf(api.mine, ["servers:read", "providers:create", "rules:write"]);

const PATHS = Object.entries(ROUTES).map(([path, route]) => ({
  names: [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name),
  form: new RegExp(`^${path.replaceAll(/\{\w+\}/g, "([^/]+)")}$`),
  route: route as Route,
}));

async function toTheRoutes(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const request = new Request(String(input), {
    ...init,
    headers: { ...Object.fromEntries(new Headers(init?.headers)), host: new URL(ORIGIN).host },
  });
  const { pathname } = new URL(request.url);
  // Fixed paths before those with a parameter in the same place, as Next has it.
  const found = PATHS.filter(({ form }) => form.test(pathname)).sort(
    (a, b) => a.names.length - b.names.length,
  )[0];
  const handler = found?.route[request.method as "GET"];
  if (found === undefined || handler === undefined) throw new Error(`no route ${pathname}`);
  const values = found.form.exec(pathname)?.slice(1) ?? [];
  const params = Object.fromEntries(
    found.names.map((name, n) => [name, decodeURIComponent(values[n] ?? "")]),
  );
  return await handler(request, { params: Promise.resolve(params) });
}
const ask = createClient({ origin: ORIGIN, apiKey: key, fetch: toTheRoutes });

it("has the types that the description as it is gives", () => {
  const generated = join(import.meta.dirname, "../../lib/client/generated/operations.ts");
  const origins = { console: ORIGIN, gate: ORIGIN, idp: ORIGIN };
  expect(readFileSync(generated, "utf8")).toBe(clientTypes(openApiDocument({ origins })));
  const names = Object.entries(ROUTES).flatMap(([path, route]) =>
    Object.keys(endpointsOf(route)).map((method) => `  "${method} ${path}": {`),
  );
  const lines = new Set(readFileSync(generated, "utf8").split("\n"));
  expect(names.filter((name) => !lines.has(name))).toEqual([]);
});

it("registers a server, publishes its rules, and reads both", async () => {
  const made = await ask("POST /api/v1/servers", {
    body: { name: "by the client", url: UPSTREAM },
  });
  const params = { id: made.id };
  const published = await ask("PUT /api/v1/servers/{id}/rules", {
    params,
    body: { version: 1, default: "deny", tools: { echo: {} } },
  });
  expect(published.version).toBe(1);
  expect(await ask("GET /api/v1/servers/{id}/rules", { params })).toEqual(RULES);
  const { data } = await ask("GET /api/v1/servers/{id}/rules/versions", { params });
  expect(data.map(({ hash }) => hash)).toEqual([published.hash]);
  const page = await ask("GET /api/v1/servers", { query: { limit: 1, cursor: undefined } });
  expect(page.data).toHaveLength(1);
});

it("sends the same POST once under one idempotency key", async () => {
  const body = { name: "only once", url: UPSTREAM };
  const options = { idempotencyKey: "client-test-0001" };
  const first = await ask("POST /api/v1/servers", { body }, options);
  expect(await ask("POST /api/v1/servers", { body }, options)).toEqual(first);
});

it("throws what the API refused with, by its problem document", async () => {
  const id = "01a00000-0000-7000-8000-000000000000";
  const refused = await ask("GET /api/v1/servers/{id}", { params: { id } }).catch((error) => error);
  expect(refused).toBeInstanceOf(ApiRefused);
  expect(refused).toMatchObject({ status: 404, problem: { code: "not_found" } });
  const nobody = createClient({ origin: ORIGIN, fetch: toTheRoutes });
  await expect(nobody("GET /api/v1/me")).rejects.toMatchObject({ status: 401 });
});

it("asks for nothing where a part of the path is missing", async () => {
  await expect(ask("GET /api/v1/servers/{id}", { params: { id: "" } })).rejects.toThrow(TypeError);
});

it("does not compile where the API has no such call", () => {
  const never = () => {
    // @ts-expect-error there is no such path
    void ask("GET /api/v1/nothing");
    // @ts-expect-error its parameter is missing
    void ask("GET /api/v1/servers/{id}");
    // @ts-expect-error it takes no such body
    void ask("POST /api/v1/servers", { body: { title: "x" } });
    // @ts-expect-error it gives no such member
    void ask("GET /api/v1/me").then((me) => me.password);
  };
  expect(never).toBeTypeOf("function");
});
