/** What an argument holds, as far as its schema says; `any` where it does not. */
export type ArgumentType = "string" | "number" | "boolean" | "array" | "object" | "any";
export type SchemaPath = {
  /** As a condition names it: `args.customer.id`. */
  readonly path: string;
  readonly type: ArgumentType;
  /** The only values there can be, where the schema lists them. */
  readonly choices: readonly (string | number | boolean)[];
};

const MAX_PATHS = 80;
const MAX_DEPTH = 4;
const TYPES: Readonly<Record<string, ArgumentType>> = {
  string: "string",
  number: "number",
  integer: "number",
  boolean: "boolean",
  array: "array",
  object: "object",
};

/**
 * The arguments a tool's definition names, each as the path of a condition, outer before inner. Read
 * from whatever the server gave: what is not a schema gives nothing.
 */
export function schemaPaths(definition: unknown): SchemaPath[] {
  const found: SchemaPath[] = [];
  const visit = (schema: unknown, path: string, depth: number) => {
    const { properties } = asObject(schema);
    for (const [name, inner] of Object.entries(asObject(properties))) {
      // A name with a dot or a space in it cannot be named by a path.
      if (found.length >= MAX_PATHS || !/^[^.\s]+$/.test(name)) continue;
      const here = `${path}.${name}`;
      const type = typeOf(inner);
      found.push({ path: here, type, choices: choicesOf(inner) });
      if (type === "object" && depth < MAX_DEPTH) visit(inner, here, depth + 1);
    }
  };
  visit(asObject(definition).inputSchema, "args", 1);
  return found;
}

function typeOf(schema: unknown): ArgumentType {
  const { type, properties } = asObject(schema);
  const named = (Array.isArray(type) ? type : [type]).filter((one) => one !== "null");
  const [only] = named;
  if (named.length === 1 && typeof only === "string") return TYPES[only] ?? "any";
  return properties === undefined ? "any" : "object";
}

function choicesOf(schema: unknown): SchemaPath["choices"] {
  const { enum: listed, const: only } = asObject(schema);
  const values = Array.isArray(listed) ? listed : only === undefined ? [] : [only];
  return values.filter(
    (value): value is string | number | boolean =>
      typeof value === "string" || typeof value === "number" || typeof value === "boolean",
  );
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}
