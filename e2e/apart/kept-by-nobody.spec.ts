import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { evaluation, house } from "../house/house";
import { type Answer, ask, askFor, FORMS, type Form, headerOf } from "./ask";
import { CONSOLE_PAGES, OPEN_PAGES, pathOf, ROUTES } from "./sources";
import { asPerson, type CanaryTenant, cookieOf, makeTenant } from "./tenant";

/*
 * No cache between a browser and the console keeps what was answered to one person for the next: every
 * page, payload and answer says so. Files that are the same for everybody may be kept.
 */
const ALL_FORMS = Object.keys(FORMS) as Form[];
/** The same for whoever asks, signed in or not. */
const EVERYBODYS: Readonly<Record<string, string>> = {
  "/api/v1/openapi.json": "public, no-cache",
  "/.well-known/jwks.json": "public, max-age=300",
};

let tenant: CanaryTenant;
let params: Record<string, string>;
test.beforeAll(async () => {
  tenant = await makeTenant();
  params = {
    ...{ slug: tenant.slug, id: tenant.workspaceId, grantId: tenant.workspaceId },
    ...{ groupId: tenant.workspaceId, lineId: tenant.workspaceId },
    ...{
      request: "some-request",
      review: tenant.workspaceId,
      code: "not_found",
      token: "none",
      path: "none",
      nextauth: "none",
    },
  };
});

const isKept = (answer: Answer) => !/\bno-store\b/.test(headerOf(answer, "cache-control") ?? "");

test("no page and no payload is kept, whoever asks", async () => {
  const pages = [...CONSOLE_PAGES, ...OPEN_PAGES, "/no-such-page"];
  for (const page of pages) {
    const path = pathOf(page, params);
    for (const form of ALL_FORMS) {
      for (const headers of [cookieOf(tenant.owner.token), {}]) {
        const answer = await askFor(path, form, { headers });
        expect.soft(isKept(answer), `${form} ${path}: ${answer.status}`).toBe(false);
        // The step to the address of the payload, too.
        const step = await ask(path, { headers: { ...FORMS[form], ...headers } });
        expect.soft(isKept(step), `${form} ${path}: ${step.status}`).toBe(false);
      }
    }
  }
});

test("no answer of a route is kept, whatever is asked and whoever asks", async () => {
  const seen = new Set<number>();
  for (const route of ROUTES) {
    const path = pathOf(route, params);
    for (const method of ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"]) {
      // Its own session is ended by this one.
      if (method === "POST" && route.endsWith("/sign-out")) continue;
      for (const headers of [asPerson(tenant.owner), {}]) {
        const answer = await ask(path, { method, headers });
        const said = headerOf(answer, "cache-control");
        if (answer.status < 400 && said !== undefined && said === EVERYBODYS[route]) continue;
        expect.soft(isKept(answer), `${method} ${path}: ${answer.status} ${said}`).toBe(false);
        seen.add(answer.status);
      }
    }
  }
  expect([...seen]).toEqual(expect.arrayContaining([200, 204, 303, 401, 404, 405, 422]));
});

test("what is refused at the door is not kept either", async () => {
  const { host } = new URL(evaluation().console);
  const asked: [string, Parameters<typeof ask>[1]][] = [
    ["/t/acme", { headers: { host: "evil.test" } }],
    ["/t/acme", { method: "POST", headers: { origin: "https://evil.test" } }],
    ["/t/acme", { method: "TRACE" }],
    ["/t/%E0%A4%A", {}],
    ["/", { headers: { long: "x".repeat(20_000), host } }],
    ["/_next/image", {}],
    ["/_next/image?url=%2Ficon.svg&w=64&q=75", {}],
    ["/_next/static/no-such-file.js", {}],
    ["/_next/data/build/t/acme.json", {}],
    ["/metrics", {}],
  ];
  for (const [path, sent] of asked) {
    const answer = await ask(path, sent);
    expect.soft(isKept(answer), `${path} ${JSON.stringify(sent)}: ${answer.status}`).toBe(false);
  }
});

test("what does not change is kept, holds what it is built of, and hands out no cookie", async () => {
  const folder = join(house().root, ".next/static");
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length));
  for (const file of files) {
    const path = `/_next/static${file.split("/").map(encodeURIComponent).join("/")}`;
    const answer = await ask(path, { headers: cookieOf(tenant.owner.token) });
    expect.soft(answer.status, path).toBe(200);
    expect.soft(headerOf(answer, "cache-control"), path).toContain("immutable");
    expect.soft(headerOf(answer, "set-cookie"), path).toBeUndefined();
    expect.soft(answer.text, path).toBe(readFileSync(join(folder, file), "utf8"));
  }
  expect(files.length).toBeGreaterThan(20);
});
