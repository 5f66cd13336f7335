import type { OpenApiDocument } from "@/app/api/openapi/document";
import { type Member, membersOf, notation, type Piece } from "./form";

type Json = Readonly<Record<string, unknown>>;

export type Body = { readonly type: readonly Piece[]; readonly members: readonly Member[] };
export type DescribedOperation = {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly description: string;
  readonly parameters: readonly (Omit<Member, "members"> & { readonly place: string })[];
  readonly body: Body | null;
  readonly answers: readonly (Body & { readonly status: string; readonly description: string })[];
  readonly problems: readonly { readonly status: string; readonly codes: readonly string[] }[];
};
export type Described = {
  readonly rooms: readonly {
    readonly name: string;
    readonly description: string;
    readonly operations: readonly DescribedOperation[];
  }[];
  readonly forms: readonly (Body & { readonly name: string; readonly description: string })[];
};

const METHODS = ["get", "post", "put", "patch", "delete"];

/** The served description in the shape of a page: rooms with their operations, then the named forms. */
export function readDescription(document: OpenApiDocument): Described {
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method] !== undefined).map((method) => {
      const operation = item[method] as Json;
      const shared = (item.parameters ?? []) as unknown[];
      return {
        tag: String((operation.tags as string[])[0]),
        operation: readOperation(document, path, method, operation, shared),
      };
    }),
  );
  return {
    rooms: document.tags.map(({ name, description }) => ({
      name,
      description,
      operations: operations.filter(({ tag }) => tag === name).map(({ operation }) => operation),
    })),
    forms: Object.entries(document.components.schemas ?? {}).map(([name, schema]) => ({
      name,
      description: String((schema as Json).description ?? ""),
      ...bodyOf(schema),
    })),
  };
}

function readOperation(
  document: OpenApiDocument,
  path: string,
  method: string,
  operation: Json,
  shared: readonly unknown[],
): DescribedOperation {
  const answers = Object.entries(operation.responses as Json).map(([status, response]) => {
    const { description, content = {} } = followed(document, response) as {
      description: string;
      content?: Record<string, { schema: Json }>;
    };
    return { status, description, content };
  });
  const { content: sent } = followed(document, operation.requestBody) as {
    content?: Record<string, { schema: Json }>;
  };
  const isProblem = ({ content }: (typeof answers)[number]) =>
    Object.keys(content).every((type) => type === "application/problem+json") &&
    Object.keys(content).length > 0;
  return {
    id: String(operation.operationId),
    method: method.toUpperCase(),
    path,
    summary: String(operation.summary),
    description: String(operation.description ?? ""),
    parameters: [...shared, ...((operation.parameters ?? []) as unknown[])].map((parameter) => {
      const { name, in: place, required, description, schema } = followed(document, parameter);
      return {
        name: String(name),
        place: String(place),
        required: required === true,
        type: notation(schema),
        description: String(description),
      };
    }),
    body: sent === undefined ? null : bodyOf(sent["application/json"]?.schema),
    answers: answers
      .filter((answer) => !isProblem(answer))
      .map(({ status, description, content }) => ({
        status,
        description,
        ...bodyOf(content["application/json"]?.schema),
      })),
    problems: answers.filter(isProblem).map(({ status, content }) => ({
      status,
      codes: codesOf(content["application/problem+json"]?.schema),
    })),
  };
}

function bodyOf(schema: unknown): Body {
  return schema === undefined
    ? { type: [], members: [] }
    : { type: notation(schema), members: membersOf(schema) };
}

function codesOf(schema: Json | undefined): string[] {
  const { code } = (schema?.properties ?? {}) as { code?: { enum?: string[] } };
  return code?.enum ?? [];
}

function followed(document: OpenApiDocument, value: unknown): Json {
  const { $ref } = (value ?? {}) as { $ref?: string };
  if ($ref === undefined) return (value ?? {}) as Json;
  const inside = $ref.split("/").slice(1);
  return followed(
    document,
    inside.reduce<unknown>((part, name) => (part as Json | undefined)?.[name], document),
  );
}
