import { renderToStaticMarkup } from "react-dom/server";
import { beforeAll, describe, expect, it } from "vitest";
import { operations } from "@/app/api/openapi/operations";
import { testDocument } from "@/app/api/testing/described";
import { type House, moveIn } from "@/app/rooms";
import { loadConfig, PROBLEMS } from "@/lib/kernel";
import { membersOf, notation } from "./form";
import ApiPage from "./page";

const inWords = (schema: unknown) =>
  notation(schema)
    .map(({ text }) => text)
    .join("");

let page = "";
beforeAll(() => {
  moveIn({ config: loadConfig({ NODE_ENV: "test", PORTCULLIS_MODE: "evaluation" }) } as House);
  page = renderToStaticMarkup(ApiPage());
});

describe("the page of the API", () => {
  it("has every operation with what it does", () => {
    for (const { path, endpoint } of operations()) {
      expect(page).toContain(`<div id="${endpoint.operation}"`);
      expect(page).toContain(path);
      expect(page).toContain(renderToStaticMarkup(endpoint.summary));
    }
  });

  it("leads to nothing that is not there", () => {
    const anchors = [...page.matchAll(/href="#([^"]+)"/g)].map(([, anchor]) => anchor);
    expect(anchors.length).toBeGreaterThan(50);
    for (const anchor of anchors) expect(page).toContain(`id="${anchor}"`);
    const problems = [...page.matchAll(/href="\/problems\/([^"]+)"/g)].map(([, code]) => code);
    expect(problems.length).toBeGreaterThan(100);
    for (const code of problems) expect(PROBLEMS).toHaveProperty(code ?? "");
  });

  it("names each thing once", () => {
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("has every form of the description", () => {
    const { schemas } = testDocument().components;
    for (const name of Object.keys(schemas ?? {})) expect(page).toContain(`id="${name}"`);
  });
});

describe("the notation of a form", () => {
  it.each<[string, unknown]>([
    ["string", { type: "string" }],
    ["string (uuid)", { type: "string", format: "uuid" }],
    ["Grant[]", { type: "array", items: { $ref: "#/components/schemas/Grant" } }],
    ['"a" | "b"', { enum: ["a", "b"] }],
    ['("a" | "b")[]', { type: "array", items: { enum: ["a", "b"] } }],
    ["string | null", { type: ["string", "null"] }],
    [
      "integer (1 to 200, 50 if left out)",
      { type: "integer", minimum: 1, maximum: 200, default: 50 },
    ],
    ["string (at most 120 characters)", { type: "string", minLength: 0, maxLength: 120 }],
    ["by name: Rule", { type: "object", additionalProperties: { $ref: "#/x/Rule" } }],
    ["anything", {}],
  ])("is %s", (expected, schema) => {
    expect(inWords(schema)).toBe(expected);
  });

  it("opens parts without a name, and the one form among others that has members", () => {
    const inner = { type: "object", properties: { a: { type: "string" } }, required: ["a"] };
    const [member] = membersOf({
      type: "object",
      properties: { outer: { anyOf: [inner, { type: "null" }] } },
    });
    expect(member).toMatchObject({ name: "outer", required: false });
    expect(member?.members).toMatchObject([{ name: "a", required: true }]);
  });
});
