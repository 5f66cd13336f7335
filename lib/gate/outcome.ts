import type { Outcome as OutcomeName } from "@/lib/decisions";
import { Problem } from "@/lib/kernel";
import type { EndReason } from "./exchange";
import type { UpstreamFailure } from "./upstream/attempt";

/** How a forwarded call ended. */
export type Outcome = {
  readonly outcome: OutcomeName;
  /** False gives the reserved quota back. */
  readonly charge: boolean;
  readonly upstreamStatus: number | null;
  /** What the client is still to be told; null if it has its answer, or has gone. */
  readonly problem: Problem | null;
};

/**
 * The outcome of a failure. Refunded is only what certainly did not run: nothing was sent. Once a
 * request is on the wire its effect is not known, so it stays charged, whoever gave up first.
 */
export function outcomeOfFailure(
  failure: UpstreamFailure,
  ended: EndReason | null,
  status: number | null = null,
): Outcome {
  const { sent, cause } = failure;
  const end = (outcome: OutcomeName, kind: Problem | null): Outcome => {
    const problem = failure.problem ?? kind;
    return { outcome, charge: sent, upstreamStatus: status, problem };
  };
  if (failure.kind === "stopped") return end(sent ? "cancelled" : "not_sent", endProblem(ended));
  if (!sent) return end("not_sent", new Problem("upstream_unreachable", { cause }));
  if (failure.kind === "timeout") return end("timeout", new Problem("upstream_timeout", { cause }));
  const detail = "The upstream server closed the connection before it had answered.";
  return end("upstream_error", new Problem("upstream_refused", { detail, cause }));
}

/** What a client is told whose exchange was ended under it. One that has gone is told nothing. */
export function endProblem(ended: EndReason | null): Problem | null {
  switch (ended) {
    case "revoked":
      return unauthenticated();
    case "cancelled":
      return new Problem("conflict", { detail: "The client has cancelled this call." });
    case "session_ended":
      return new Problem("session_not_found");
    case "stopping":
      return new Problem("unavailable", {
        detail: "This gate is stopping. Send the request again.",
      });
    default:
      return null;
  }
}

/** What else people hold of us, by its form alone: whether it is good is neither asked nor told. */
const OTHERS: readonly (readonly [RegExp, string])[] = [
  [
    /^bearer +[\w-]+\.[\w-]+\.[\w-]*$/i,
    "An access token says who somebody is, and opens no server.",
  ],
  [/^bearer +pck_/i, "An API key opens the control API, and no server."],
];

/**
 * One answer for every token that does not open the door: wrong, unknown, expired or revoked. Who comes
 * with something of another form is told that it is of another form.
 */
export function unauthenticated(authorization = ""): Problem {
  const other = OTHERS.find(([form]) => form.test(authorization))?.[1];
  return new Problem("unauthenticated", {
    detail: `${other === undefined ? "" : `${other} `}A valid grant is needed, as a bearer token.`,
    headers: { "www-authenticate": 'Bearer realm="portcullis", error="invalid_token"' },
  });
}
