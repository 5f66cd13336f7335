import { z } from "zod";
import { documentationOf } from "@/lib/kernel";

export type JsonSchema = Record<string, unknown>;

/** What a client sends, or what it is given. */
export type Direction = "sent" | "given";

/**
 * Turns zod schemas into JSON Schema (draft 2020-12), and gathers those that have an `id` as
 * components. A name stands for one form only: two forms under one name are a fault of ours.
 */
export class Components {
  readonly #schemas = new Map<string, JsonSchema>();
  readonly #responses = new Map<string, object>();

  /** The JSON Schema of a schema; parts with an `id` of their own are references. */
  schema(schema: z.ZodType, direction: Direction): JsonSchema {
    const {
      $defs,
      $schema: _draft,
      ...converted
    } = z.toJSONSchema(schema, {
      target: "draft-2020-12",
      io: direction === "sent" ? "input" : "output",
      // Checks and transforms have no form of their own: what they document stands beside them.
      unrepresentable: "any",
      override: ({ zodSchema, jsonSchema }) => {
        this.#document(zodSchema as unknown as z.ZodType, jsonSchema as JsonSchema);
        tidy(jsonSchema as JsonSchema, direction);
      },
    }) as JsonSchema;
    for (const [name, form] of Object.entries($defs ?? {})) {
      this.#keep(name, referToComponents(form) as JsonSchema);
    }
    return referToComponents(converted) as JsonSchema;
  }

  /** A reference to a response that many operations share. */
  response(name: string, response: object): { readonly $ref: string } {
    this.#responses.set(name, response);
    return { $ref: `#/components/responses/${name}` };
  }

  /** All that was gathered, by name. */
  gathered(): { readonly schemas: Record<string, JsonSchema>; readonly responses: object } {
    const sorted = <T>(items: ReadonlyMap<string, T>) =>
      Object.fromEntries([...items].sort(([a], [b]) => (a < b ? -1 : 1)));
    return { schemas: sorted(this.#schemas), responses: sorted(this.#responses) };
  }

  #document(schema: z.ZodType, form: JsonSchema): void {
    const documentation = documentationOf(schema);
    if (documentation === undefined) return;
    for (const key of Object.keys(form)) if (key !== "description") delete form[key];
    // What is judged elsewhere was sent by somebody once, and is given back as it was sent.
    Object.assign(form, this.schema(documentation, "sent"));
  }

  #keep(name: string, form: JsonSchema): void {
    const before = this.#schemas.get(name);
    if (before !== undefined && JSON.stringify(before) !== JSON.stringify(form)) {
      throw new Error(`two different schemas have the name ${name}`);
    }
    this.#schemas.set(name, form);
  }
}

/** Leaves out what only repeats: the pattern behind a format, the bounds of all safe integers. */
function tidy(form: JsonSchema, direction: Direction): void {
  if (Array.isArray(form.examples) && form.examples.length === 0) delete form.examples;
  if (form.format !== undefined) delete form.pattern;
  if (form.maximum === Number.MAX_SAFE_INTEGER) delete form.maximum;
  if (form.minimum === Number.MIN_SAFE_INTEGER) delete form.minimum;
  // A later version may answer more than this one; a client must not be broken by it.
  if (direction === "given" && form.additionalProperties === false)
    delete form.additionalProperties;
}

function referToComponents(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(referToComponents);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      key === "$ref" && typeof item === "string"
        ? item.replace(/^#\/\$defs\//, "#/components/schemas/")
        : referToComponents(item),
    ]),
  );
}
