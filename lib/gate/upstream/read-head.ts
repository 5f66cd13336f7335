import { Problem } from "@/lib/kernel";
import type { Outcome } from "../outcome";
import type { UpstreamHead } from "./attempt";

/** What the client's request calls for. */
export type Expected = "reply" | "acknowledgement" | "stream" | "farewell";

export type ReadHead =
  | { readonly kind: "json" | "events" | "nothing" }
  | { readonly kind: "refused"; readonly outcome: Outcome };

/**
 * Whether an upstream's answer may be passed on, from its status and headers alone. Its 401 or 403
 * is about the gate's credential, not the client's, so the client must not take it for its own; an
 * answer of another type, a redirect or a compressed body is none the gate could have judged.
 */
export function readHead(head: UpstreamHead, expected: Expected, hasSession: boolean): ReadHead {
  const { status } = head;
  if (status >= 300 || status < 200)
    return refused(head, problemOfStatus(head, expected, hasSession));
  if (expected === "farewell" || expected === "acknowledgement") return { kind: "nothing" };
  const encoding = head.headers["content-encoding"];
  if (encoding !== undefined && encoding !== "identity")
    return refused(head, told(head, "with a compressed body, which was not asked for"));
  const type = headerOf(head, "content-type")?.split(";", 1)[0]?.trim().toLowerCase();
  if (type === "text/event-stream") return { kind: "events" };
  if (type === "application/json" && expected === "reply") return { kind: "json" };
  return refused(head, told(head, "with a type of content that the protocol does not know"));
}

function problemOfStatus(head: UpstreamHead, expected: Expected, hasSession: boolean): Problem {
  const { status } = head;
  if (status === 404 && hasSession) return new Problem("session_not_found");
  if (status === 405 && expected === "stream")
    return new Problem("method_not_allowed", {
      detail: "The upstream server offers no event stream here.",
      headers: { allow: "POST, DELETE" },
    });
  if (status === 409 && expected === "stream") return new Problem("conflict");
  if (status === 401 || status === 403)
    return new Problem("upstream_refused", {
      detail: `The upstream server refused the credential that the gate holds for it (status ${status}). It may have expired.`,
    });
  if (status >= 300 && status < 400)
    return told(head, "with a redirect, which the gate does not follow");
  if (status === 429) return limited(head);
  return told(head, "with an error");
}

function limited(head: UpstreamHead): Problem {
  const retryAfter = headerOf(head, "retry-after");
  return new Problem("upstream_refused", {
    detail: "The upstream server has too many requests (status 429).",
    headers:
      retryAfter !== null && /^[0-9A-Za-z ,:]{1,40}$/.test(retryAfter)
        ? { "retry-after": retryAfter }
        : {},
  });
}

function told(head: UpstreamHead, how: string): Problem {
  return new Problem("upstream_refused", {
    detail: `The upstream server answered ${how} (status ${head.status}).`,
  });
}

/** Refunded: 429 and 5xx, which say that the server did not take the call on. */
function refused(head: UpstreamHead, problem: Problem): ReadHead {
  const charge = head.status !== 429 && head.status < 500;
  const outcome: Outcome = {
    outcome: "upstream_error",
    charge,
    upstreamStatus: head.status,
    problem,
  };
  return { kind: "refused", outcome };
}

/** A header that stands once, or null. */
export function headerOf(head: UpstreamHead, name: string): string | null {
  const value = head.headers[name];
  return typeof value === "string" ? value : null;
}
