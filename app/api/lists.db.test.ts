import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { permissionsOf } from "@/lib/access";
import { makeTenant } from "@/lib/db/testing";
import { bearer, type Route, send, type TestApi, testApi, UPSTREAM } from "./testing/api";
import * as decisions from "./v1/decisions/route";
import * as entries from "./v1/ledger/entries/route";
import * as head from "./v1/ledger/head/route";
import * as verify from "./v1/ledger/verify/route";
import * as servers from "./v1/servers/route";

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.database.drop());

describe("lists", () => {
  it("lead through all of it with opaque cursors, each thing once", async () => {
    const tenant = await makeTenant(api.database);
    const headers = bearer(await api.keyOf(tenant, [...permissionsOf("admin")]));
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
    await api.makeServer();
    const tenant = await makeTenant(api.database);
    const headers = bearer(await api.keyOf(tenant, [...permissionsOf("admin")]));
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
    api.asMe({
      body: { name: "traced", url: UPSTREAM },
      headers: { "x-request-id": "trace-me-1" },
    }),
  );
  const found = await send(entries, "GET", api.asMe({ query: "?requestId=trace-me-1" }));
  expect(found.body.data).toHaveLength(1);
  expect(found.body.data[0]).toMatchObject({
    seq: made.body.receipt.seq,
    leaf: made.body.receipt.leaf,
  });
  const top = await send(head, "GET", api.asMe());
  expect(top.body.seq).toBe(made.body.receipt.seq);
  const checked = await send(
    verify,
    "POST",
    api.asMe({ body: { saved: { seq: top.body.seq, leaf: top.body.leaf } } }),
  );
  expect(checked.body).toMatchObject({ whole: true });
});
