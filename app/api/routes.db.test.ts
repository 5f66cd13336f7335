import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { permissionsOf } from "@/lib/access";
import { newId } from "@/lib/kernel";
import * as anything from "./[[...path]]/route";
import { alike, bearer, ORIGIN, type Route, send, type TestApi, testApi } from "./testing/api";
import { CASES } from "./testing/cases";

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.database.drop());

describe("every route", () => {
  it.each(CASES)("$name answers the tenant that may", async ({ route, method, good, status }) => {
    const answer = await send(route, method, api.asMe(await good(api, await api.makeServer())));
    expect(answer.body).not.toHaveProperty("code");
    expect(answer.status).toBe(status ?? 200);
    expect(answer.headers.get("x-request-id")).toMatch(/^[A-Za-z0-9._-]{8,64}$/);
    expect(answer.headers.get("cache-control")).toBe("no-store");
  });

  it.each(CASES)(
    "$name refuses requests of the wrong form, and says where",
    async ({ route, method, bad }) => {
      const serverId = await api.makeServer();
      for (const [what, make, status] of bad) {
        const answer = await send(route, method, api.asMe(await make(serverId, api)));
        expect([what, answer.status]).toEqual([what, status]);
        expect(answer.headers.get("content-type")).toContain("application/problem+json");
        if (answer.body.code === "unprocessable")
          expect(answer.body.fields.length).toBeGreaterThan(0);
      }
    },
  );

  it.each(CASES)("$name answers nobody without a credential", async ({ route, method, good }) => {
    const sent = await good(api, await api.makeServer());
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

  it.each(CASES.filter((one) => one.permission !== null))(
    "$name refuses a key without the permission, and names it",
    async ({ route, method, good, permission }) => {
      const rest = [...permissionsOf("admin")].filter((name) => name !== permission);
      const sent = await good(api, await api.makeServer());
      const answer = await send(route, method, {
        ...sent,
        headers: bearer(await api.keyOf(api.mine, rest)),
      });
      expect(answer.status).toBe(403);
      expect(answer.body).toMatchObject({ code: "forbidden", permission });
    },
  );

  it.each(CASES.filter((one) => one.hasId))(
    "$name answers a foreign id exactly as an unknown and as a malformed one",
    async ({ route, method, good }) => {
      const sent = await good(api, await api.makeServer());
      const foreign = await send(route, method, api.asThem(sent));
      expect(foreign.status).toBe(404);
      for (const other of [newId(), "x", "../../etc", "%00", newId().toUpperCase()]) {
        const params = Object.fromEntries(
          Object.keys(sent.params ?? {}).map((key) => [key, other]),
        );
        const unknown = await send(route, method, api.asMe({ ...sent, params }));
        expect(alike(unknown)).toEqual(alike(foreign));
      }
    },
  );

  it.each(CASES)("$name answers other methods with what it allows", async ({ route }) => {
    const patch = await send(route, "PATCH", api.asMe());
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
