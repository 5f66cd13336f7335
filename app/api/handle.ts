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
import { type Endpoint, type Method, personOf, type Reply } from "./endpoint";
import { keepToAnswer, keepToProblems } from "./keep-to";
import { once } from "./once";
import { mindsIdempotencyKey } from "./problems-of";
import { readBody, readBytes, readParams, readQuery } from "./read-input";

const METHODS: readonly Method[] = ["GET", "POST", "PUT", "PATCH", "DELETE"];
type Endpoints = Readonly<Partial<Record<Method, Endpoint>>>;
type Params = Record<string, string | string[]>;
/** Next gives no params at all to a path without any. */
type Context = { readonly params?: Promise<Params | undefined> };
type Handler = (request: Request, context: Context) => Promise<Response>;
type Handlers = Readonly<Record<Method | "OPTIONS", Handler>>;

const DECLARED: unique symbol = Symbol.for("portcullis.endpoints");

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
export function handle(endpoints: Endpoints): Handlers {
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
  // Next lets a route file export its handlers only, so what they declare is kept with them.
  Object.assign(handler, { [DECLARED]: endpoints });
  return { GET: handler, POST: handler, PUT: handler, PATCH: handler, DELETE: handler, OPTIONS };
}

/** The endpoints behind the handlers of a path; none where they were not made by `handle`. */
export function endpointsOf(route: { readonly GET?: unknown }): Endpoints {
  return (route.GET as { [DECLARED]?: Endpoints } | undefined)?.[DECLARED] ?? {};
}

async function serve(
  endpoints: Endpoints,
  request: Request,
  context: Context,
  requestId: string,
): Promise<Response> {
  let authenticated: Authenticated | undefined;
  let endpoint: Endpoint | undefined;
  const config = configuration();
  try {
    const rooms = await house();
    assertHost(request.headers, rooms.config);
    endpoint = pick(endpoints, methodOf(request));
    authenticated = await authenticate(rooms, request, requestId);
    const reply = await answer(
      rooms,
      endpoint,
      authenticated,
      request,
      (await context.params) ?? {},
    );
    keepToAnswer(endpoint, reply, config);
    return respond(reply, requestId, authenticated.cookie);
  } catch (error) {
    const problem = toProblem(error);
    if (endpoint !== undefined) keepToProblems(endpoint, methodOf(request), problem, config);
    const { console: origin } = config.origins;
    const where = { origin, instance: new URL(request.url).pathname, requestId };
    return refuse(problem, where, authenticated?.cookie ?? null);
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
  if (endpoint.person) personOf(caller);
  const url = new URL(request.url);
  const query = readQuery(url, endpoint.query);
  const method = methodOf(request);
  const bytes = method === "GET" ? new Uint8Array() : await readBytes(request);
  const body = readBody(request, bytes, endpoint.body);
  const params = readParams(rawParams, endpoint.params);
  const { headers } = request;
  const work = (within: House) =>
    endpoint.answer({ house: within, caller, params, body, query, headers });
  const key = headers.get("idempotency-key");
  if (key === null || !mindsIdempotencyKey(method, endpoint)) return await work(rooms);
  const operation = `${method} ${url.pathname}`;
  return await once({ house: rooms, caller, key, operation, bytes }, work);
}

/** A HEAD is answered as the GET whose head it is. */
function methodOf({ method }: Request): Method {
  return (method === "HEAD" ? "GET" : method) as Method;
}

function pick(endpoints: Endpoints, method: Method): Endpoint {
  const endpoint = endpoints[method];
  if (endpoint !== undefined) return endpoint;
  throw new Problem("method_not_allowed", { headers: { allow: allowed(endpoints) } });
}

function allowed(endpoints: Endpoints): string {
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
