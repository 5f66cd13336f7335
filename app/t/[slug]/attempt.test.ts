import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { z } from "zod";
import { live } from "@/app/api/testing/api";
import { makeToken } from "@/lib/crypto";
import type { Database } from "@/lib/db";
import { SESSION_COOKIE } from "@/lib/identity";
import { act } from "./attempt";

const given = vi.hoisted(() => ({ headers: new Headers() }));
vi.mock("next/headers", () => ({
  headers: async () => given.headers,
  cookies: async () => ({ get: () => undefined, set: () => undefined }),
}));

const logged: string[] = [];
const write = process.stderr.write;
beforeEach(() => {
  process.stderr.write = ((line: string) => logged.push(line) > 0) as typeof write;
});
afterEach(() => {
  process.stderr.write = write;
});

it("an action says that the database is down, and does not fail over it", async () => {
  const cause = Object.assign(new Error("refused at 10.1.2.3"), { code: "ECONNREFUSED" });
  live({ pool: { query: () => Promise.reject(cause) }, keys: [] } as unknown as Database);
  given.headers = new Headers({
    cookie: `${SESSION_COOKIE}=${makeToken("pcs").token.reveal()}`,
    "x-request-id": "some-request",
  });
  const work = vi.fn();
  const result = await act("acme", z.undefined(), undefined, work);
  expect(result).toMatchObject({
    ok: false,
    problem: { code: "unavailable", status: 503, requestId: "some-request" },
  });
  expect(JSON.stringify(result)).not.toContain("10.1.2.3");
  expect(logged.join("")).toContain('"request_id":"some-request"');
  expect(work).not.toHaveBeenCalled();
});

it("an action leads who is not signed in to the sign-in", async () => {
  given.headers = new Headers({ "x-portcullis-path": "/t/acme/servers" });
  await expect(act("acme", z.undefined(), undefined, vi.fn())).rejects.toMatchObject({
    digest: expect.stringContaining("/t/acme/sign-in?next=%2Ft%2Facme%2Fservers"),
  });
});
