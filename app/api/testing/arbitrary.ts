import fc from "fast-check";
import type { OpenApiDocument } from "../openapi/document";
import { follow } from "./described";

type Json = Record<string, unknown>;
type Values = fc.Arbitrary<unknown>;

/** What nobody should send, and somebody will. */
export const ODD: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  2 ** 53 + 2,
  "",
  " ",
  "null",
  "\0",
  "\ud800",
  "\u202e\u200b\ufeff",
  "👩‍👩‍👧‍👦".repeat(50),
  "a".repeat(5_000),
  "'; drop table x; --",
  "../../etc/passwd",
  "9999-12-31T23:59:59.999999999Z",
  "-271821-04-20T00:00:00Z",
  "0000-00-00T00:00:00Z",
  [],
  [[]],
  Array.from({ length: 300 }, (_, n) => n),
  {},
  { constructor: { prototype: null } },
  JSON.parse('{"__proto__":{"x":1}}'),
  { $ref: "#/", toString: 1 },
];

/** Values that a JSON Schema inside the document accepts, or nearly: bounds and formats are kept. */
export function accepted(document: OpenApiDocument, schema: unknown, depth = 0): Values {
  const form = follow(document, schema) as Json & { type?: string | string[] };
  const inside = (inner: unknown) => accepted(document, inner, depth + 1);
  const either = (form.anyOf ?? form.oneOf) as unknown[] | undefined;
  if (either !== undefined) return fc.oneof(...either.map(inside));
  if (form.const !== undefined) return fc.constant(form.const);
  if (form.enum !== undefined) return fc.constantFrom(...(form.enum as unknown[]));
  if (Array.isArray(form.type))
    return fc.oneof(...form.type.map((type) => inside({ ...form, type })));
  switch (form.type) {
    case "object":
      return objects(form, inside, depth);
    case "array":
      return fc.array(inside(form.items ?? {}), {
        minLength: Number(form.minItems ?? 0),
        maxLength: Math.min(Number(form.maxItems ?? 4), 4),
      });
    case "string":
      return strings(form);
    case "integer":
      return fc.integer({ min: Number(form.minimum ?? -10), max: Number(form.maximum ?? 1e6) });
    case "number":
      return fc.double({
        min: Number(form.minimum ?? -1e6),
        max: Number(form.maximum ?? 1e6),
        noNaN: true,
      });
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function objects(form: Json, inside: (schema: unknown) => Values, depth: number): Values {
  const {
    properties = {},
    required = [],
    additionalProperties,
    propertyNames,
  } = form as {
    properties?: Record<string, unknown>;
    required?: string[];
    additionalProperties?: unknown;
    propertyNames?: unknown;
  };
  const members = Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [name, inside(schema)]),
  );
  const known = fc.record(members, { requiredKeys: required });
  if (typeof additionalProperties !== "object" || depth > 6) return known;
  const key = (
    propertyNames === undefined ? fc.string() : inside(propertyNames)
  ) as fc.Arbitrary<string>;
  return fc
    .tuple(known, fc.dictionary(key, inside(additionalProperties), { maxKeys: 3 }))
    .map(([one, other]) => ({ ...one, ...other }));
}

function strings(form: Json): Values {
  if (form.format === "uuid") return fc.uuid();
  if (form.format === "date-time")
    return fc
      .date({ min: new Date(0), max: new Date("2100-01-01"), noInvalidDate: true })
      .map((date) => date.toISOString());
  if (form.format === "uri") return fc.oneof(fc.webUrl(), fc.constant("http://127.0.0.1:9/mcp"));
  if (typeof form.pattern === "string") return fc.stringMatching(new RegExp(form.pattern));
  const minLength = Number(form.minLength ?? 0);
  const maxLength = Math.min(Number(form.maxLength ?? 40), 300);
  return fc.string({ unit: "binary", minLength, maxLength });
}

/** The same values with one part changed for something odd, or with a member too many. */
export function nearly(values: Values): Values {
  return fc
    .tuple(values, fc.nat(), fc.constantFrom(...ODD), fc.constantFrom("replace", "add", "drop"))
    .map(([value, at, odd, how]) => {
      const copy: Json = structuredClone({ value });
      const places = [...placesIn(copy)];
      const [holder, key] = places[at % places.length] ?? [copy, "value"];
      if (how === "drop" && holder !== copy) delete holder[key];
      else holder[how === "add" && !Array.isArray(holder) ? "something else" : key] = odd;
      return copy.value;
    });
}

function* placesIn(value: unknown): Generator<[Json, string]> {
  if (typeof value !== "object" || value === null) return;
  for (const key of Object.keys(value)) {
    yield [value as Json, key];
    yield* placesIn((value as Json)[key]);
  }
}

/** Texts that are nearly JSON, made from values that are. */
export function nearlyJson(values: Values): fc.Arbitrary<string | Uint8Array> {
  return fc.tuple(values, fc.nat({ max: 9 }), fc.nat()).map(([value, how, at]) => {
    const text = JSON.stringify(value) ?? "null";
    const broken: (string | Uint8Array)[] = [
      text.slice(0, at % (text.length + 1)),
      `${text}${text}`,
      text.replace("{", '{"name":1,"name":2,'),
      text.replace("{", '{"a":1e999,'),
      text.replace("{", '{"n":9007199254740993,'),
      text.replace("{", '{"\\u0000":"\\ud800",'),
      `${"[".repeat(70)}${text}${"]".repeat(70)}`,
      `\ufeff${text}`,
      Buffer.from(text, "utf16le"),
      `${text.slice(0, at % (text.length + 1))}\u0001${text.slice(at % (text.length + 1))}`,
    ];
    return broken[how] ?? text;
  });
}
