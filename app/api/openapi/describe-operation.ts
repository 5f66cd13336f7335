import type { z } from "zod";
import { PROBLEMS, type ProblemCode, problemSchema } from "@/lib/kernel";
import { mindsIdempotencyKey, problemsOf } from "../problems-of";
import type { Components, JsonSchema } from "./components";
import type { Operation } from "./operations";

type Json = Record<string, unknown>;

export const REQUEST_ID = { $ref: "#/components/headers/X-Request-Id" };

/** An operation as an OpenAPI Operation Object, from what its endpoint declares. */
export function describeOperation(
  { method, endpoint }: Operation,
  components: Components,
  consoleOrigin: string,
): Json {
  const { operation, summary, description, tag, permission, body, gives, status = 200 } = endpoint;
  const needs = permission === undefined ? [] : [permission];
  const text = [description, ...needs.map((name) => `Needs the permission \`${name}\`.`)]
    .filter((part) => part !== undefined)
    .join(" ");
  const codes = [...problemsOf(method, endpoint)];
  return {
    operationId: operation,
    summary,
    ...(text === "" ? {} : { description: text }),
    tags: [tag],
    security: [{ apiKey: needs }, { accessToken: needs }, { session: needs }],
    parameters: parametersOf({ method, endpoint }, components),
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            // A PUT of nothing is judged like one of {}, and that is never what is meant.
            required: method === "PUT" || !body.safeParse({}).success,
            content: { "application/json": { schema: components.schema(body, "sent") } },
          },
        }),
    responses: {
      [status]: {
        description: status === 201 ? "Made." : "Done.",
        headers: { "X-Request-Id": REQUEST_ID, ...answerHeaders({ method, endpoint }) },
        content: { "application/json": { schema: components.schema(gives, "given") } },
      },
      ...problemResponses(codes, components, consoleOrigin),
    },
  };
}

type Asked = Pick<Operation, "method" | "endpoint">;

function parametersOf({ method, endpoint }: Asked, components: Components): Json[] {
  const { params, query, reads = {} } = endpoint;
  return [
    ...membersOf(params, components).map((member) => ({ ...member, in: "path", required: true })),
    ...membersOf(query, components).map((member) => ({ ...member, in: "query" })),
    ...Object.entries(reads).map(([name, description]) => ({
      name: headerName(name),
      in: "header",
      description,
      schema: { type: "string" },
    })),
    ...(mindsIdempotencyKey(method, endpoint)
      ? [{ $ref: "#/components/parameters/Idempotency-Key" }]
      : []),
    { $ref: "#/components/parameters/X-Request-Id" },
  ];
}

function membersOf(schema: Asked["endpoint"]["query"], components: Components): Json[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = components.schema(schema, "sent") as {
    properties?: Record<string, JsonSchema>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...form }]) => ({
    name,
    description,
    required: required.includes(name),
    schema: form,
  }));
}

function answerHeaders({ method, endpoint }: Asked): Json {
  const { headers = {}, status } = endpoint;
  const said = {
    ...(status === 201 ? { location: "Where what was made can be found." } : {}),
    ...(mindsIdempotencyKey(method, endpoint)
      ? { "idempotency-replayed": "`true` where the answer is that of an earlier request." }
      : {}),
    ...headers,
  };
  return Object.fromEntries(
    Object.entries(said).map(([name, description]) => [
      headerName(name),
      { description, schema: { type: "string" } },
    ]),
  );
}

/** `if-match` as it is usually written: `If-Match`. */
function headerName(name: string): string {
  return name.replaceAll(/\b[a-z]/g, (letter) => letter.toUpperCase()).replace(/^Etag$/, "ETag");
}

const WITH_STATUS: Readonly<Record<number, Json>> = {
  401: { "WWW-Authenticate": { $ref: "#/components/headers/WWW-Authenticate" } },
  503: { "Retry-After": { $ref: "#/components/headers/Retry-After" } },
};

/** One response a status, each naming the codes it may carry and the pages behind them. */
export function problemResponses(
  codes: readonly ProblemCode[],
  components: Components,
  consoleOrigin: string,
  schema: z.ZodType = problemSchema,
): Json {
  const kind = schema.meta()?.id ?? "Problem";
  const statuses = [...new Set(codes.map((code) => PROBLEMS[code].status))].sort();
  return Object.fromEntries(
    statuses.map((status) => {
      const here = codes.filter((code) => PROBLEMS[code].status === status);
      const named = here.map((code) => `[${code}](${consoleOrigin}/problems/${code})`);
      const form = {
        ...components.schema(schema, "given"),
        properties: { status: { const: status }, code: { enum: here } },
      };
      return [
        status,
        components.response([kind, status, ...here].join("."), {
          description: `A problem: ${named.join(", ")}.`,
          headers: { "X-Request-Id": REQUEST_ID, ...WITH_STATUS[status] },
          content: { "application/problem+json": { schema: form } },
        }),
      ];
    }),
  );
}
