import type { OpenApiDocument } from "./document";

/*
 * The control API as TypeScript: what each operation takes and gives, printed from its description.
 * Only what the description uses is understood; anything else stops the printing.
 */

type Schema = {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly description?: string;
};
type Parameter = {
  readonly $ref?: string;
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required?: boolean;
  readonly schema: Schema;
};
type Content = { readonly content?: Readonly<Record<string, { readonly schema: Schema }>> };
type Operation = {
  readonly summary: string;
  readonly parameters: readonly Parameter[];
  readonly requestBody?: Content & { readonly required?: boolean };
  readonly responses: Readonly<Record<string, Content>>;
};

const METHODS = ["get", "post", "put", "patch", "delete"] as const;
const CONTROL = "/api/v1/";
const HEAD = `// Made from the OpenAPI description of the control API. Do not edit: change the endpoint.
/* Every operation of the control API by its method and path: what it takes, and what it gives. */
`;

/** The module of types for a description, operations and the schemas they name. */
export function clientTypes(document: OpenApiDocument): string {
  const operations = Object.entries(document.paths)
    .filter(([path]) => path.startsWith(CONTROL))
    .flatMap(([path, methods]) =>
      METHODS.flatMap((method) => {
        const operation = methods[method] as Operation | undefined;
        return operation === undefined ? [] : [operationType(method, path, operation)];
      }),
    );
  const schemas = Object.entries(document.components.schemas as Record<string, Schema>);
  return [
    HEAD,
    `export type Operations = {\n${operations.join("\n")}\n};\n`,
    ...schemas.map(
      ([name, schema]) =>
        `${comment(schema.description, "")}export type ${name} = ${typeOf(schema)};`,
    ),
    "",
  ].join("\n");
}

function operationType(method: string, path: string, operation: Operation): string {
  const { parameters, requestBody, responses, summary } = operation;
  const named = parameters.filter((one) => one.$ref === undefined);
  const input = [
    membersFrom(
      "params",
      named.filter((one) => one.in === "path"),
    ),
    membersFrom(
      "query",
      named.filter((one) => one.in === "query"),
    ),
    bodyOf(requestBody),
  ].filter((member) => member !== null);
  const [given] = Object.entries(responses).filter(([status]) => status.startsWith("2"));
  const answer = given?.[1].content?.["application/json"]?.schema;
  return `${comment(summary, "  ")}  ${JSON.stringify(`${method.toUpperCase()} ${path}`)}: {
    readonly input: { ${input.join("; ")} };
    readonly gives: ${answer === undefined ? "undefined" : typeOf(answer)};
  };`;
}

function membersFrom(name: string, parameters: readonly Parameter[]): string | null {
  if (parameters.length === 0) return null;
  const members = parameters.map(({ name: one, required, schema }) =>
    member(one, schema, required === true),
  );
  const optional = parameters.every(({ required }) => required !== true);
  return `readonly ${name}${optional ? "?" : ""}: { ${members.join("; ")} }`;
}

function bodyOf(body: Operation["requestBody"]): string | null {
  const schema = body?.content?.["application/json"]?.schema;
  if (schema === undefined) return null;
  return `readonly body${body?.required === false ? "?" : ""}: ${typeOf(schema)}`;
}

function member(name: string, schema: Schema, required: boolean): string {
  const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
  return `readonly ${key}${required ? "" : "?"}: ${typeOf(schema)}`;
}

/** A JSON Schema as a type. What narrows a type further, such as a length, a type cannot say. */
export function typeOf(schema: Schema): string {
  if (schema.$ref !== undefined) return schema.$ref.replace("#/components/schemas/", "");
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((one) => JSON.stringify(one)).join(" | ");
  const among = schema.anyOf ?? schema.oneOf;
  if (among !== undefined) return [...new Set(among.map(typeOf))].map(grouped).join(" | ");
  if (Array.isArray(schema.type)) {
    return schema.type.map((type: string) => typeOf({ ...schema, type })).join(" | ");
  }
  switch (schema.type as string | undefined) {
    case undefined:
      return "unknown";
    case "integer":
    case "number":
      return "number";
    case "string":
    case "boolean":
    case "null":
      return schema.type as string;
    case "array":
      return `readonly ${grouped(typeOf(schema.items ?? {}))}[]`;
    case "object":
      return objectType(schema);
    default:
      throw new Error(`no type is known for ${JSON.stringify(schema)}`);
  }
}

function objectType({ properties = {}, required = [], additionalProperties }: Schema): string {
  const members = Object.entries(properties).map(([name, schema]) =>
    member(name, schema, required.includes(name)),
  );
  const fixed = `{ ${members.join("; ")} }`;
  if (typeof additionalProperties !== "object" || Object.keys(additionalProperties).length === 0) {
    return members.length === 0 ? "Readonly<Record<string, unknown>>" : fixed;
  }
  const others = `Readonly<Record<string, ${typeOf(additionalProperties)}>>`;
  return members.length === 0 ? others : `${fixed} & ${others}`;
}

/** In brackets where a sign behind it would take hold of a part only. */
function grouped(type: string): string {
  return /[ |&]/.test(type) && !/^\{.*\}$|^"[^"]*"$/s.test(type) ? `(${type})` : type;
}

function comment(text: string | undefined, indent: string): string {
  return text === undefined ? "" : `${indent}/** ${text.replaceAll("*/", "*\\/")} */\n`;
}
