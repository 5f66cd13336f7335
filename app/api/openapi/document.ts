import { SESSION_COOKIE } from "@/lib/identity";
import type { Config } from "@/lib/kernel";
import packageJson from "@/package.json";
import { Components } from "./components";
import { describeOperation } from "./describe-operation";
import { gatePaths } from "./gate-paths";
import { operations } from "./operations";
import { ownPath } from "./own-path";
import { processPaths } from "./process-paths";
import { GATE_TAG, TAGS } from "./tags";
import { tokenPaths } from "./token-paths";

export type OpenApiDocument = {
  readonly openapi: string;
  readonly info: Readonly<Record<"title" | "version" | "summary" | "description", string>> & {
    readonly license: Readonly<Record<string, string>>;
  };
  readonly jsonSchemaDialect: string;
  readonly servers: readonly { readonly url: string; readonly description: string }[];
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly security: readonly object[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly components: Readonly<Record<string, object>>;
};

const DESCRIPTION = `The control API of this installation, and the doors of its gate.

Callers of the control API are an API key (\`Authorization: Bearer pck_…\`), a client that signed in (\`Bearer\` and its
access token), or a browser's session. A request of a browser's session that changes something must come from the
console's own origin.

Everything that goes wrong is answered with a problem document (RFC 9457). An id of another organisation is answered
exactly like one that does not exist. A path answers a method it does not have with 405 and \`Allow\`.

An answer may have more members in a later version; ignore those you do not know. What you send may have none but those
that are described.`;

/** The OpenAPI 3.1 document of an installation: made from the schemas that judge its requests. */
export function openApiDocument({ origins }: Pick<Config, "origins">): OpenApiDocument {
  const components = new Components();
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of operations()) {
    const { path, method } = operation;
    paths[path] ??= {};
    paths[path][method.toLowerCase()] = describeOperation(operation, components, origins.console);
  }
  const all = {
    ...paths,
    ...tokenPaths(components, origins.console),
    ...ownPath(components, origins.console),
    ...gatePaths(components, origins),
    ...processPaths(components, origins),
  };
  return {
    openapi: "3.1.1",
    info: {
      title: "Portcullis",
      version: packageJson.version,
      summary: "The control API and the gate.",
      description: DESCRIPTION,
      license: { name: "Apache 2.0", identifier: "Apache-2.0" },
    },
    jsonSchemaDialect: "https://json-schema.org/draft/2020-12/schema",
    servers: [{ url: origins.console, description: "The console and its API." }],
    tags: tagsOf(all),
    security: [{ apiKey: [] }, { accessToken: [] }, { session: [] }],
    paths: all,
    components: { ...components.gathered(), ...SHARED },
  };
}

/** The tags in use, in their order: a room that is not there yet is not described. */
function tagsOf(paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>) {
  const used = new Set(
    Object.values(paths).flatMap((path) =>
      Object.values(path).flatMap((operation) => (operation as { tags?: string[] }).tags ?? []),
    ),
  );
  return Object.entries({ ...TAGS, ...GATE_TAG })
    .filter(([name]) => used.has(name))
    .map(([name, description]) => ({ name, description }));
}

const REQUEST_ID_FORM = { type: "string", pattern: "^[A-Za-z0-9._-]{8,64}$" };

const SHARED = {
  parameters: {
    "X-Request-Id": {
      name: "X-Request-Id",
      in: "header",
      description: "A name for the request, kept if it has this form; otherwise one is made.",
      schema: REQUEST_ID_FORM,
    },
    "Idempotency-Key": {
      name: "Idempotency-Key",
      in: "header",
      description:
        "The same key with the same body is done once a day and answered as the first time.",
      schema: { type: "string", pattern: "^[\\x21-\\x7e]{1,255}$" },
    },
  },
  headers: {
    "X-Request-Id": {
      description: "The request's name: in the log, and in the ledger.",
      schema: REQUEST_ID_FORM,
    },
    "WWW-Authenticate": {
      description: "How to authenticate.",
      schema: { type: "string" },
    },
    "Retry-After": {
      description: "After how many seconds to try again.",
      schema: { type: "string" },
    },
  },
  securitySchemes: {
    apiKey: {
      type: "http",
      scheme: "bearer",
      bearerFormat: "pck_…",
      description: "An API key. What it may do was chosen when it was made.",
    },
    accessToken: {
      type: "http",
      scheme: "bearer",
      bearerFormat: "JWT",
      description: "An access token, from the token endpoint: good for 15 minutes.",
    },
    session: {
      type: "apiKey",
      in: "cookie",
      name: SESSION_COOKIE,
      description: "A browser's session, from signing in to the console.",
    },
    metricsToken: {
      type: "http",
      scheme: "bearer",
      description: "The installation's metrics token, where one is set.",
    },
    grant: {
      type: "http",
      scheme: "bearer",
      bearerFormat: "pcg_…",
      description: "A grant: it leads to one server, under that server's rules.",
    },
  },
};
