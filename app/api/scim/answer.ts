import { log, type Problem } from "@/lib/kernel";

const MESSAGES = "urn:ietf:params:scim:api:messages:2.0";
const HEADERS = {
  "content-type": "application/scim+json; charset=utf-8",
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
  "cross-origin-resource-policy": "same-origin",
};

/** What SCIM is answered: a status, a resource or a list, and where a new one is. */
export type ScimReply = {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

/** 200 with a resource. */
export function found(body: unknown): ScimReply {
  return { status: 200, body };
}

/** 201 with a resource and its own address. */
export function made(resource: { readonly meta?: unknown }): ScimReply {
  const { location } = (resource.meta ?? {}) as { location?: string };
  return { status: 201, body: resource, headers: location === undefined ? {} : { location } };
}

/** A list as SCIM writes it (RFC 7644, section 3.4.2). */
export function listed(
  resources: readonly unknown[],
  totalResults = resources.length,
  startIndex = 1,
): ScimReply {
  return found({
    schemas: [`${MESSAGES}:ListResponse`],
    totalResults,
    startIndex,
    itemsPerPage: resources.length,
    Resources: resources,
  });
}

/** The response of a reply. */
export function respond({ status, body, headers }: ScimReply, requestId: string): Response {
  return new Response(body === undefined ? null : JSON.stringify(body), {
    status,
    headers: { ...HEADERS, ...headers, "x-request-id": requestId },
  });
}

/** A problem as SCIM writes errors (RFC 7644, section 3.12). The log has what the client must not. */
export function refuse(problem: Problem, requestId: string): Response {
  if (problem.status >= 500)
    log.error("a SCIM request failed", {
      code: problem.code,
      internal: problem.internal,
      error: problem.cause,
    });
  const body = {
    schemas: [`${MESSAGES}:Error`],
    status: String(problem.status),
    scimType: scimTypeOf(problem),
    detail: problem.detail,
  };
  return respond({ status: problem.status, body, headers: problem.headers }, requestId);
}

function scimTypeOf({ code, extensions }: Problem): unknown {
  if (extensions.scimType !== undefined) return extensions.scimType;
  if (code === "malformed_json") return "invalidSyntax";
  return code === "conflict" ? "uniqueness" : undefined;
}
