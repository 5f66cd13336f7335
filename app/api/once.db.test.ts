import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "@/lib/kernel";
import { bearer, send, type TestApi, testApi, UPSTREAM } from "./testing/api";
import * as rotate from "./v1/api-keys/[id]/rotate/route";
import * as apiKeys from "./v1/api-keys/route";
import * as grants from "./v1/servers/[id]/grants/route";
import * as servers from "./v1/servers/route";

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.database.drop());

describe("an idempotency key", () => {
  const key = () => ({ "idempotency-key": randomUUID() });
  const named = (name: string) => ({ name, url: UPSTREAM });
  async function countServers(name: string): Promise<number> {
    const rows = await api.database.admin("select from portcullis.servers where name = $1", [name]);
    return rows.length;
  }

  it("makes a repetition answer as the first time, and do nothing", async () => {
    const headers = key();
    const first = await send(servers, "POST", api.asMe({ headers, body: named("once") }));
    const second = await send(servers, "POST", api.asMe({ headers, body: named("once") }));
    expect([second.status, second.body]).toEqual([first.status, first.body]);
    expect(second.headers.get("location")).toBe(first.headers.get("location"));
    expect(second.headers.get("idempotency-replayed")).toBe("true");
    expect(await countServers("once")).toBe(1);
  });

  it("has one effect for many requests at the same time", async () => {
    const headers = key();
    const answers = await Promise.all(
      Array.from({ length: 6 }, () =>
        send(servers, "POST", api.asMe({ headers, body: named("together") })),
      ),
    );
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([201]));
    expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1);
    expect(await countServers("together")).toBe(1);
  });

  it("refuses another request under the same key", async () => {
    const headers = key();
    await send(servers, "POST", api.asMe({ headers, body: named("this") }));
    const other = await send(servers, "POST", api.asMe({ headers, body: named("that") }));
    expect([other.status, other.body.code]).toEqual([409, "idempotency_mismatch"]);
    expect(await countServers("that")).toBe(0);
  });

  it("never shows a secret twice, and says what holds it", async () => {
    const headers = key();
    const body = { name: "CI", capabilities: ["servers:read"] };
    const first = await send(apiKeys, "POST", api.asMe({ headers, body }));
    const second = await send(apiKeys, "POST", api.asMe({ headers, body }));
    expect([second.status, second.body.code, second.body.id]).toEqual([
      409,
      "secret_already_shown",
      first.body.id,
    ]);
    const rows = await api.database.admin(
      "select * from portcullis.idempotency_keys where key = $1",
      [headers["idempotency-key"]],
    );
    expect(JSON.stringify(rows)).not.toContain(first.body.token);
  });

  it("shows a rotated key's successor once, and tells a replay which key it is", async () => {
    const headers = key();
    const body = { name: "CI", capabilities: ["servers:read"] };
    const old = await send(apiKeys, "POST", api.asMe({ body }));
    const sent = {
      params: { id: old.body.id },
      headers: { ...headers, ...bearer(old.body.token) },
      body: { overlapSeconds: 600 },
    };
    const first = await send(rotate, "POST", sent);
    const second = await send(rotate, "POST", sent);
    expect([first.status, second.status]).toEqual([201, 409]);
    expect(second.body).toMatchObject({ code: "secret_already_shown", id: first.body.id });
    expect(first.headers.get("location")).toBe(`/api/v1/api-keys/${first.body.id}`);
    const again = await send(rotate, "POST", { ...sent, headers: bearer(old.body.token) });
    expect(again.body).toMatchObject({ code: "already_rotated", id: first.body.id });
  });

  it("keeps nothing of a request that failed", async () => {
    const headers = key();
    const sent = { headers, params: { id: newId() }, body: { name: "agent" } };
    expect((await send(grants, "POST", api.asMe(sent))).status).toBe(404);
    const rows = await api.database.admin(
      "select from portcullis.idempotency_keys where key = $1",
      [headers["idempotency-key"]],
    );
    expect(rows).toEqual([]);
  });

  it("belongs to its actor: another tenant may use the same one", async () => {
    const headers = key();
    const first = await send(servers, "POST", api.asMe({ headers, body: named("shared key") }));
    const second = await send(servers, "POST", api.asThem({ headers, body: named("shared key") }));
    expect([second.status, second.body.id === first.body.id]).toEqual([201, false]);
  });

  it("does not outlive the permission it was used with", async () => {
    const headers = key();
    await send(servers, "POST", api.asMe({ headers, body: named("then") }));
    const weak = await api.keyOf(api.mine, ["servers:read"]);
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
      api.asMe({ headers: { "idempotency-key": bad }, body: named("x") }),
    );
    expect([answer.status, answer.body.code]).toEqual([400, "invalid_request"]);
  });
});
