import type { ProblemCode } from "@/lib/kernel";
import type { Declaration, Method } from "./endpoint";

/** What any request may be answered with, whatever it asks for. */
const ALWAYS: readonly ProblemCode[] = [
  "unauthenticated",
  "host_refused",
  "origin_refused",
  "unprocessable",
  "internal",
  "unavailable",
  "database_token_rejected",
];
const OF_A_BODY: readonly ProblemCode[] = [
  "malformed_json",
  "payload_too_large",
  "unsupported_media_type",
];
const OF_AN_IDEMPOTENCY_KEY: readonly ProblemCode[] = ["invalid_request", "idempotency_mismatch"];

/** Whether an idempotency key is minded: only where repeating the request would change more. */
export function mindsIdempotencyKey(method: Method, declared: Declaration): boolean {
  return method === "POST" && declared.repeatable !== true;
}

/**
 * Every problem an endpoint may answer with: what its way through the door can give, and what it
 * declares itself. A test holds every answer against this list, and the API's description shows it.
 */
export function problemsOf(method: Method, declared: Declaration): ReadonlySet<ProblemCode> {
  return new Set([
    ...ALWAYS,
    ...(declared.permission === undefined && !declared.person ? [] : (["forbidden"] as const)),
    ...(declared.stepUp === undefined ? [] : (["step_up_required"] as const)),
    ...(declared.params === undefined ? [] : (["not_found"] as const)),
    ...(method === "GET" ? [] : OF_A_BODY),
    ...(mindsIdempotencyKey(method, declared) ? OF_AN_IDEMPOTENCY_KEY : []),
    ...(declared.problems ?? []),
  ]);
}
