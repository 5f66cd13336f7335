import { createConfig, lintFromString } from "@redocly/openapi-core";
import { describe, expect, it } from "vitest";
import { at, escaped, follow, judgeBy, testDocument } from "../testing/described";

type Json = Record<string, unknown>;
type Described = Json & {
  operationId: string;
  summary: string;
  tags: string[];
  parameters?: unknown[];
  responses: Record<string, unknown>;
};

const document = testDocument();
const judge = judgeBy(document);
const METHODS = ["get", "put", "post", "delete", "patch"];
const described = Object.entries(document.paths).flatMap(([path, item]) =>
  METHODS.filter((method) => item[method] !== undefined).map((method) => ({
    name: `${method.toUpperCase()} ${path}`,
    pointer: `/paths/${escaped(path)}/${method}`,
    path,
    shared: (item.parameters ?? []) as unknown[],
    operation: item[method] as Described,
  })),
);

/** What the linter finds: rule, message and place. It reads nothing but what it is given. */
async function findings(source: unknown) {
  const config = await createConfig({
    extends: ["recommended-strict"],
    rules: {
      // In an evaluation, an address of this machine is the truth.
      "no-server-example.com": "off",
      "operation-4xx-problem-details-rfc7807": "error",
      "tag-description": "error",
      "parameter-description": "error",
      "no-invalid-schema-examples": "error",
    },
  });
  const found = await lintFromString({ source: JSON.stringify(source), config });
  return found.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer]);
}

/** Every value in the document that stands under a key, with its pointer. */
function* everywhere(value: unknown, key: string, here = ""): Generator<[string, unknown]> {
  if (typeof value !== "object" || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    const pointer = `${here}/${escaped(name)}`;
    if (name === key) yield [pointer, inner];
    yield* everywhere(inner, key, pointer);
  }
}

describe("the description of the API", () => {
  it("is OpenAPI 3.1 without a finding of the linter", async () => {
    expect(await findings(document)).toEqual([]);
  });

  it("would not pass the linter with a parameter less, or with an answer of no form", async () => {
    const broken = structuredClone(document) as unknown as { paths: Record<string, Json> };
    const server = broken.paths["/api/v1/servers/{id}"]?.get as { parameters: unknown };
    server.parameters = [];
    broken.paths["/api/v1/me"] = { get: { responses: { 200: {} } } };
    const rules = (await findings(broken)).map(([rule]) => rule);
    expect(rules).toContain("path-parameters-defined");
    expect(rules).toContain("operation-operationId");
    expect(rules).toContain("struct");
  });

  it("describes more than a few operations, each by a name of its own", () => {
    const names = described.map(({ operation }) => operation.operationId);
    expect(names.length).toBeGreaterThan(20);
    expect(new Set(names).size).toBe(names.length);
  });

  it("leads from every reference to something", () => {
    const references = [...everywhere(document, "$ref")];
    expect(references.length).toBeGreaterThan(100);
    const nowhere = references.filter(([, to]) => at(document, String(to).slice(1)) === undefined);
    expect(nowhere).toEqual([]);
  });

  it("describes each tag, and none that is not used", () => {
    const used = new Set(described.flatMap(({ operation }) => operation.tags));
    expect(document.tags.map(({ name }) => name).sort()).toEqual([...used].sort());
    for (const { description } of document.tags) expect(description).toMatch(/^[A-Z].*\.$/);
  });

  it("has schemas of draft 2020-12, all of which are used", () => {
    const schemas = document.components.schemas as Record<string, unknown>;
    const used = new Set([...everywhere(document, "$ref")].map(([, to]) => String(to)));
    for (const [name, schema] of Object.entries(schemas)) {
      expect([name, judge.isSchema(schema)]).toEqual([name, true]);
      expect(used).toContain(`#/components/schemas/${name}`);
    }
  });

  it("gives examples that its own schemas accept", () => {
    const examples = [...everywhere(document, "examples")];
    expect(examples.length).toBeGreaterThan(8);
    for (const [pointer, values] of examples) {
      for (const value of values as unknown[]) {
        const schema = pointer.slice(0, pointer.lastIndexOf("/"));
        expect([pointer, judge.faults(schema, value)]).toEqual([pointer, []]);
      }
    }
  });

  it("names no date or id without its format", () => {
    for (const [pointer, properties] of everywhere(document, "properties")) {
      for (const [name, schema] of Object.entries(properties as Record<string, Json>)) {
        if (!/(At|^at|^from|^to)$/.test(name) || schema.type === "object") continue;
        expect([pointer, name, JSON.stringify(schema)]).toEqual([
          pointer,
          name,
          expect.stringContaining("date-time"),
        ]);
      }
    }
  });
});

describe.each(described)("$name", ({ path, shared, operation }) => {
  it("says in a plain sentence what it does", () => {
    expect(operation.summary).toMatch(/^[A-Z][^\n]{10,120}\.$/);
  });

  it("describes each parameter, and each of its path", () => {
    const parameters = [...shared, ...(operation.parameters ?? [])].map((one) =>
      follow(document, one),
    );
    for (const { description, schema } of parameters) {
      expect(description).toMatch(/^.{8,}\.$/s);
      expect(judge.isSchema(schema)).toBe(true);
    }
    const inPath = parameters.filter((one) => one.in === "path").map(({ name }) => name);
    expect(inPath).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
  });

  it("has a form for everything it answers, and a problem document for every refusal", () => {
    const statuses = Object.keys(operation.responses);
    expect(statuses.some((status) => status.startsWith("2"))).toBe(true);
    for (const status of statuses) {
      const { content, description, headers } = follow(document, operation.responses[status]) as {
        content?: Record<string, { schema: unknown }>;
        description: string;
        headers: Json;
      };
      expect(description.length).toBeGreaterThan(3);
      expect(Object.keys(headers)).toContain("X-Request-Id");
      if (["202", "204", "304"].includes(status)) {
        expect(content).toBeUndefined();
        continue;
      }
      const types = Object.entries(content ?? {});
      expect(types.length).toBeGreaterThan(0);
      for (const [, { schema }] of types) expect(judge.isSchema(schema)).toBe(true);
      if (/^[45]/.test(status) && operation.operationId !== "getReadiness")
        expect(types.map(([type]) => type)).toEqual(["application/problem+json"]);
    }
  });
});
