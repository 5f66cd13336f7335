import type { Endpoint, Method } from "../endpoint";
import { endpointsOf } from "../handle";
import type { OpenApiDocument } from "../openapi/document";
import { ROUTES } from "../openapi/routes";
import { at, escaped, follow, judgeBy, testDocument } from "./described";

type Answered = {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
};
/** An operation as a test sees it: where it is, and what it declares. */
export type Found = { readonly path: string; readonly method: Method; readonly endpoint: Endpoint };

let described: { document: OpenApiDocument; judge: ReturnType<typeof judgeBy> } | undefined;
const seen = new Map<string, Set<string>>();

/** The operation of a route and method; undefined where the path does not have that method. */
export function find(route: { readonly GET?: unknown }, method: string): Found | undefined {
  const path = pathOf(route);
  const endpoint = endpointsOf(route)[method as Method];
  if (path === undefined || endpoint === undefined) return undefined;
  return { path, method: method as Method, endpoint };
}

/** The path of a route file's handlers. */
export function pathOf(route: { readonly GET?: unknown }): string | undefined {
  const endpoints = endpointsOf(route);
  return Object.entries(ROUTES).find(([, one]) => endpointsOf(one) === endpoints)?.[0];
}

/**
 * Holds an answer against the description that is served, and remembers that it was seen. Throws
 * where the status is not described, or the body is not of the form that is described for it.
 */
export function witness({ path, method, endpoint }: Found, answer: Answered): void {
  described ??= describe();
  const { document, judge } = described;
  const { operation } = endpoint;
  const type = answer.headers.get("content-type")?.split(";")[0] ?? "";
  const code = (answer.body as { code?: unknown } | null)?.code;
  const what = type === "application/problem+json" ? String(code) : String(answer.status);
  const responses = `/paths/${escaped(path)}/${method.toLowerCase()}/responses`;
  const response = follow(document, at(document, `${responses}/${answer.status}`));
  if (response.content === undefined) throw new Error(`${operation}: ${what} is not described`);
  const pointer = `${pointerOf(document, `${responses}/${answer.status}`)}/content/${escaped(type)}`;
  const faults = judge.faults(`${pointer}/schema`, answer.body);
  if (faults.length > 0) throw new Error(`${operation}: ${what} ${faults.join("; ")}`);
  seen.set(operation, (seen.get(operation) ?? new Set()).add(what));
}

/** What an operation was seen to answer so far: success by status, problems by code. */
export function seenOf(operation: string): string[] {
  return [...(seen.get(operation) ?? [])].sort();
}

function describe() {
  const document = testDocument();
  return { document, judge: judgeBy(document) };
}

/** Where a reference leads, or the pointer itself where there is none. */
function pointerOf(document: OpenApiDocument, pointer: string): string {
  const { $ref } = (at(document, pointer) ?? {}) as { $ref?: string };
  return $ref === undefined ? pointer : $ref.slice(1);
}
