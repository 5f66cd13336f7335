import { requirePermission } from "@/lib/access";
import {
  log,
  Problem,
  problemDocument,
  requestIdFrom,
  runWithContext,
  toProblem,
} from "@/lib/kernel";
import { configuration, type House, house } from "../rooms";
import { assertHost } from "./admit";
import { type Authenticated, authenticate } from "./authenticate";
import type { Endpoint, Reply } from "./endpoint";
import { once } from "./once";
import { readBody, readBytes, readQuery } from "./read-input";

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
type Method = (typeof METHODS)[number];
type Params = Record<string, string | string[]>;
/** Next gives no params at all to a path without any. */
type Context = { readonly params?: Promise<Params | undefined> };
type Handler = (request: Request, context: Context) => Promise<Response>;

const HEADERS = {
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
  "cross-origin-resource-policy": "same-origin",
};

/**
 * The handlers of one path of the control API. Every request takes the same way: host, method,
 * who calls, permission, query, body, and only then the use case. Whatever is thrown on the way
 * becomes a problem document, and nothing else of it leaves the house.
 *
 * @example
 * export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = handle({ GET: endpoint({ … }) });
 */
export function handle(
  endpoints: Partial<Record<Method, Endpoint>>,
): Readonly<Record<Method | "OPTIONS", Handler>> {
  const handler: Handler = (request, context) => {
    const requestId = requestIdFrom(request.headers.get("x-request-id"));
    return runWithContext({ requestId, door: "api" }, () =>
      serve(endpoints, request, context, requestId),
    );
  };
  const OPTIONS: Handler = async (request) =>
    new Response(null, {
      status: 204,
      headers: {
        allow: allowed(endpoints),
        "x-request-id": requestIdFrom(request.headers.get("x-request-id")),
      },
    });
  return { GET: handler, POST: handler, PUT: handler, PATCH: handler, DELETE: handler, OPTIONS };
}

async function serve(
  endpoints: Partial<Record<Method, Endpoint>>,
  request: Request,
  context: Context,
  requestId: string,
): Promise<Response> {
  let authenticated: Authenticated | undefined;
  const { origins } = configuration();
  try {
    const rooms = await house();
    assertHost(request.headers, rooms.config);
    const endpoint = pick(endpoints, request.method);
    authenticated = await authenticate(rooms, request, requestId);
    const reply = await answer(
      rooms,
      endpoint,
      authenticated,
      request,
      (await context.params) ?? {},
    );
    return respond(reply, requestId, authenticated.cookie);
  } catch (error) {
    const where = { origin: origins.console, instance: new URL(request.url).pathname, requestId };
    return refuse(toProblem(error), where, authenticated?.cookie ?? null);
  }
}

async function answer(
  rooms: House,
  endpoint: Endpoint,
  { caller }: Authenticated,
  request: Request,
  rawParams: Params,
): Promise<Reply> {
  if (endpoint.permission !== undefined) requirePermission(caller, endpoint.permission);
  const url = new URL(request.url);
  const query = readQuery(url, endpoint.query);
  const bytes = await readBytes(request);
  const body = readBody(request, bytes, endpoint.body);
  const params = Object.fromEntries(
    Object.entries(rawParams).map(([name, value]) => [name, String(value)]),
  );
  const { headers } = request;
  const work = (within: House) =>
    endpoint.answer({ house: within, caller, params, body, query, headers });
  const key = request.headers.get("idempotency-key");
  if (request.method !== "POST" || key === null || endpoint.repeatable) return await work(rooms);
  const operation = `${request.method} ${url.pathname}`;
  return await once({ house: rooms, caller, key, operation, bytes }, work);
}

function pick(endpoints: Partial<Record<Method, Endpoint>>, method: string): Endpoint {
  const endpoint = endpoints[(method === "HEAD" ? "GET" : method) as Method];
  if (endpoint !== undefined) return endpoint;
  throw new Problem("method_not_allowed", { headers: { allow: allowed(endpoints) } });
}

function allowed(endpoints: Partial<Record<Method, Endpoint>>): string {
  return METHODS.filter((name) => endpoints[name] !== undefined).join(", ");
}

function respond(reply: Reply, requestId: string, cookie: string | null): Response {
  const headers = new Headers({ ...HEADERS, ...reply.headers, "x-request-id": requestId });
  if (cookie !== null) headers.append("set-cookie", cookie);
  if (reply.body === undefined) return new Response(null, { status: reply.status, headers });
  headers.set("content-type", "application/json; charset=utf-8");
  return new Response(JSON.stringify(reply.body), { status: reply.status, headers });
}

/** A problem as the response it is. What the log needs and the caller must not read is logged here. */
export function refuse(
  problem: Problem,
  where: { readonly origin: string; readonly instance: string; readonly requestId: string },
  cookie: string | null = null,
): Response {
  if (problem.status >= 500) {
    log.error("request failed", {
      code: problem.code,
      internal: problem.internal,
      error: problem.cause,
      path: where.instance,
    });
  }
  const headers = new Headers({ ...HEADERS, ...problem.headers, "x-request-id": where.requestId });
  headers.set("content-type", "application/problem+json; charset=utf-8");
  if (cookie !== null) headers.append("set-cookie", cookie);
  return new Response(JSON.stringify(problemDocument(problem, where)), {
    status: problem.status,
    headers,
  });
}
