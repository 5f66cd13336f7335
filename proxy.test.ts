import { NextRequest } from "next/server";
import { expect, it } from "vitest";
import { proxy } from "./proxy";

const OWN = "http://localhost:3000";

function ask(method: string, headers: Record<string, string>): number {
  const given = { host: "localhost:3000", "next-action": "00", ...headers };
  return proxy(new NextRequest(`${OWN}/t/acme/servers`, { method, headers: given })).status;
}

it("lets a page of ours change something", () => {
  expect(ask("POST", { origin: OWN })).toBe(200);
  expect(ask("POST", { origin: OWN, "sec-fetch-site": "same-origin" })).toBe(200);
});

it.each<[string, Record<string, string>]>([
  ["another site", { origin: "https://evil.test" }],
  ["another port of this machine", { origin: "http://localhost:3100" }],
  ["no origin in particular", { origin: "null" }],
  ["nowhere", {}],
  [
    "another site that names its own host as forwarded",
    { origin: "https://evil.test", "x-forwarded-host": "evil.test" },
  ],
  ["a browser that says it came from elsewhere", { origin: OWN, "sec-fetch-site": "cross-site" }],
])("refuses a change that comes from %s", async (_name, headers) => {
  expect(ask("POST", headers)).toBe(403);
});

it("lets everybody follow a link, wherever it stands", () => {
  expect(ask("GET", { "sec-fetch-site": "cross-site" })).toBe(200);
});
