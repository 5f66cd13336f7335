import { Ajv2020, type AnySchemaObject } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { loadConfig } from "@/lib/kernel";
import { type OpenApiDocument, openApiDocument } from "../openapi/document";

const NAME = "https://portcullis.test/openapi.json";
type Json = Record<string, unknown>;

/** The description as it is served in tests: with the addresses of `app/api/testing/api.ts`. */
export function testDocument(): OpenApiDocument {
  const config = loadConfig({ NODE_ENV: "test", PORTCULLIS_MODE: "evaluation" });
  // Through JSON, as it is served: what is undefined is not there.
  return JSON.parse(JSON.stringify(openApiDocument(config)));
}

/** Judges values by schemas inside the document (JSON Schema, draft 2020-12), formats included. */
export function judgeBy(document: OpenApiDocument) {
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: true });
  addFormats.default(ajv);
  ajv.addSchema({ $id: NAME, ...document } as AnySchemaObject);
  return {
    /** The faults of a value under the schema at a pointer such as `/components/schemas/Grant`. */
    faults(pointer: string, value: unknown): string[] {
      const validate = ajv.getSchema(`${NAME}#${pointer}`);
      if (validate === undefined) return [`there is no schema at ${pointer}`];
      if (validate(value)) return [];
      return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
    },
    isSchema: (schema: unknown) => ajv.validateSchema(schema as AnySchemaObject) === true,
  };
}

/** What a pointer inside the document names, references followed. */
export function follow(document: OpenApiDocument, value: unknown): Json {
  const { $ref } = (value ?? {}) as { $ref?: string };
  if ($ref === undefined) return (value ?? {}) as Json;
  return follow(document, at(document, $ref.slice(1)));
}

/** A pointer's value, without following references. */
export function at(document: OpenApiDocument, pointer: string): unknown {
  return pointer
    .split("/")
    .slice(1)
    .map((part) => decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce<unknown>((inside, part) => (inside as Json | undefined)?.[part], document);
}

/** A part of a JSON pointer inside a URI fragment. */
export function escaped(part: string): string {
  return encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"));
}
