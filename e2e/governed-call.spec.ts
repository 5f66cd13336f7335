import { randomUUID } from "node:crypto";
import type { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { expect, test } from "@playwright/test";
import { call, connect, type Result, textOf } from "./house/client";
import { cli, evaluation, grant, tenant } from "./house/house";

test.describe("a governed call with the official client", () => {
  test.describe.configure({ mode: "serial" });
  let client: Client;
  test.beforeAll(async () => {
    const { mcpUrl, token } = grant(tenant("acme"), "governed");
    client = await connect(mcpUrl, token);
  });
  test.afterAll(() => client.close());

  test("the list shows what may be called and hides the hidden", async () => {
    const names = (await client.listTools()).tools.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(["echo", "get-sum", "get-tiny-image"]));
    expect(names).not.toContain("get-env");
  });

  test("a call within the rules passes", async () => {
    expect(textOf(await call(client, "get-sum", { a: 1, b: 2 }))).toContain("3");
    expect((await call(client, "get-tiny-image")).isError).toBeFalsy();
  });

  for (const a of [1001, "1001", null]) {
    test(`get-sum with a = ${JSON.stringify(a)} is refused by its rule`, async () => {
      const refused = await call(client, "get-sum", { a, b: 2 });
      expect(refused.isError).toBe(true);
      expect(textOf(refused)).toContain("/tools/get-sum/deny_if/0");
    });
  }

  test("the thirty-first echo of a minute is refused by its limit", async () => {
    // Windows follow the calendar: a run that would straddle a minute waits for the next one.
    const into = Date.now() % 60_000;
    if (into > 45_000) await new Promise((resolve) => setTimeout(resolve, 60_500 - into));
    const results: Result[] = [];
    for (let count = 0; count < 31; count += 1) {
      results.push(await call(client, "echo", { message: String(count) }));
    }
    expect(results.slice(0, 30).every(({ isError }) => !isError)).toBe(true);
    expect(results[30]?.isError).toBe(true);
    expect(textOf(results[30] as Result)).toContain("/tools/echo/limits/0");
  });

  test("an unlisted and a hidden tool are refused alike", async () => {
    const answer = async (name: string) => {
      const outcome = await call(client, name).then(
        (result) => ({ isError: result.isError, text: textOf(result) }),
        (error: Error) => ({ isError: true, text: error.message }),
      );
      return {
        ...outcome,
        text: outcome.text.replaceAll(name, "…").replace(/[0-9a-f-]{36}/g, "id"),
      };
    };
    const hidden = await answer("get-env");
    expect(hidden.isError).toBe(true);
    expect(await answer("no-such-tool")).toEqual(hidden);
  });
});

test("an open grant reaches every tool", async () => {
  const { mcpUrl, token } = grant(tenant("acme"), "open");
  const client = await connect(mcpUrl, token);
  const names = (await client.listTools()).tools.map(({ name }) => name);
  expect(names).toContain("get-env");
  expect(textOf(await call(client, "echo", { message: "through" }))).toContain("through");
  await client.close();
});

test("a grant at another tenant's server is answered as at one that does not exist", async () => {
  const { mcpUrl } = grant(tenant("acme"), "governed");
  const foreign = grant(tenant("globex"), "governed").token;
  const ask = async (url: string) => {
    const response = await fetch(url, {
      method: "POST",
      headers: {
        authorization: `Bearer ${foreign}`,
        accept: "application/json, text/event-stream",
        "content-type": "application/json",
      },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "ping" }),
    });
    const requestId = response.headers.get("x-request-id") ?? "";
    const text = (await response.text())
      .replaceAll(requestId, "…")
      .replace(/\/mcp\/[0-9a-f-]+/, "");
    return { status: response.status, text };
  };
  const answered = await ask(mcpUrl);
  expect(answered.status).toBe(404);
  expect(answered).toEqual(await ask(mcpUrl.replace(/[^/]+$/, randomUUID())));
});

test("a server that was registered by the API is governed the same way", async () => {
  const { console: origin, upstream } = evaluation();
  const { apiKey } = tenant("acme");
  const api = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${origin}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    expect(response.ok, `${method} ${path}: ${await response.clone().text()}`).toBe(true);
    return response.status === 204 ? null : response.json();
  };
  const server = await api("POST", "/servers", { name: "by API", url: upstream });
  await api("PUT", `/servers/${server.id}/rules`, {
    document: { version: 1, default: "deny", hide: ["get-env"], tools: { echo: {} } },
  });
  const made = await api("POST", `/servers/${server.id}/grants`, { name: "by API" });
  const client = await connect(server.mcpUrl, made.token);
  expect((await client.listTools()).tools.map(({ name }) => name)).not.toContain("get-env");
  expect((await call(client, "get-sum", { a: 1, b: 2 })).isError).toBe(true);
  expect(textOf(await call(client, "echo", { message: "hello" }))).toContain("hello");
  await api("DELETE", `/servers/${server.id}/grants/${made.id}`);
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  await expect(call(client, "echo", { message: "again" })).rejects.toThrow();
});

test("the ledger of the house verifies", async () => {
  const { code, stdout } = await cli("ledger", "verify", "--json");
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ whole: true });
});

test("bin/portcullis try finds what it expects: calls that pass and calls that are refused", async () => {
  const { code, stdout } = await cli("try", "--json");
  expect(() => JSON.parse(stdout)).not.toThrow();
  expect(code, stdout).toBe(0);
});
