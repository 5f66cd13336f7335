import { NextRequest } from "next/server";
import { expect, it } from "vitest";
import { proxy } from "./proxy";

const OWN = "http://localhost:3000";

async function ask(
  method: string,
  headers: Record<string, string>,
  body: BodyInit = "[]",
): Promise<number> {
  const given = { host: "localhost:3000", "next-action": "00", ...headers };
  const sent = method === "POST" ? { method, headers: given, body } : { method, headers: given };
  return (await proxy(new NextRequest(`${OWN}/t/acme/servers`, sent))).status;
}

it("lets a page of ours change something", async () => {
  expect(await ask("POST", { origin: OWN })).toBe(200);
  expect(await ask("POST", { origin: OWN, "sec-fetch-site": "same-origin" })).toBe(200);
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
  expect(await ask("POST", headers)).toBe(403);
});

it("lets everybody follow a link, wherever it stands", async () => {
  expect(await ask("GET", { "sec-fetch-site": "cross-site" })).toBe(200);
});

const form = (args: string, ...more: [string, string][]) => {
  const data = new FormData();
  for (const [name, value] of [...more, ["0", args] as const]) data.set(name, value);
  return data;
};

it.each<[string, BodyInit]>([
  ["texts and numbers", '["acme",{"name":"a","limit":3,"on":true,"none":null}]'],
  ["what JSON has no sign for", '["$undefined","$NaN","$-Infinity","$-0","$$F1"]'],
  ["a form", form('["$undefined","$K1"]', ["1_organisation", "acme"])],
])("takes a call with %s", async (_what, body) => {
  expect(await ask("POST", { origin: OWN }, body)).toBe(200);
});

it.each<[string, BodyInit, number]>([
  ["nothing", "", 400],
  ["no list", '{"a":1}', 400],
  ["half a text", '["a', 400],
  ["a reference", '["$1:constructor"]', 400],
  ["a function", '["acme",{"deep":["$F1"]}]', 400],
  ["a promise", '["$@1"]', 400],
  ["a form that is not there", '["$K1"]', 400],
  ["what is too deep", `${"[".repeat(100)}${"]".repeat(100)}`, 400],
  ["what is too long", JSON.stringify(["a".repeat(1024 * 1024)]), 413],
  ["a form without arguments", form("", ["1_organisation", "acme"]), 400],
  ["a form with a function", form('["$F1"]'), 400],
])("refuses a call with %s", async (_what, body, status) => {
  expect(await ask("POST", { origin: OWN }, body)).toBe(status);
});

it.each([
  ["application/json", 415],
  ["application/x-www-form-urlencoded", 415],
  ["multipart/form-data", 400],
  ["multipart/form-data; boundary=x", 400],
])("refuses a call of the type %s", async (type, status) => {
  expect(await ask("POST", { origin: OWN, "content-type": type })).toBe(status);
});
