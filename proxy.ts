import { randomBytes } from "node:crypto";
import { type NextRequest, NextResponse } from "next/server";
import { assertHost, assertOwnPage } from "@/app/api/admit";
import { assertCall } from "@/app/api/admit-call";
import { type Config, loadConfig, problemDocument, requestIdFrom, toProblem } from "@/lib/kernel";

let settings: Config | undefined;

/**
 * The host, where a change comes from, what form it has, and headers for every page; nothing else. Who may see what is
 * decided where it is read, by the pages, actions and routes themselves: this file could be deleted
 * and nobody would get in.
 */
export async function proxy(request: NextRequest): Promise<NextResponse> {
  settings ??= loadConfig();
  const nonce = randomBytes(16).toString("base64");
  const policy = contentSecurityPolicy(nonce);
  const requestId = requestIdFrom(request.headers.get("x-request-id"));
  try {
    assertHost(request.headers, settings);
    assertOwnPage(request, settings.origins.console);
    await assertCall(request);
  } catch (error) {
    return refuse(error, settings.origins.console, request.nextUrl.pathname, requestId);
  }
  const headers = new Headers(request.headers);
  headers.set("x-request-id", requestId);
  // Next reads the nonce from here and puts it on its own scripts.
  headers.set("content-security-policy", policy);
  // A page does not know its own path; app/caller.ts needs it to come back after sign-in.
  headers.set("x-portcullis-path", pathOf(request.nextUrl));
  const response = NextResponse.next({ request: { headers } });
  for (const [name, value] of Object.entries(FIXED)) response.headers.set(name, value);
  response.headers.set("content-security-policy", policy);
  if (settings.mode === "production") {
    response.headers.set("strict-transport-security", "max-age=63072000; includeSubDomains");
  }
  response.headers.set("x-request-id", requestId);
  return response;
}

/** The path as a person would see it: without the mark Next puts on its own fetches of a page. */
function pathOf(url: URL): string {
  const query = new URLSearchParams(url.search);
  query.delete("_rsc");
  return `${url.pathname}${query.size > 0 ? `?${query}` : ""}`;
}

/** Pages only: routes of the API set their own headers, and files that never change need none. */
export const config = { matcher: ["/((?!api/|_next/static/|_next/image|icon.svg).*)"] };

function refuse(error: unknown, origin: string, instance: string, requestId: string): NextResponse {
  const problem = toProblem(error);
  const document = problemDocument(problem, { origin, instance, requestId });
  return new NextResponse(JSON.stringify(document), {
    status: problem.status,
    headers: {
      "content-type": "application/problem+json; charset=utf-8",
      "x-request-id": requestId,
    },
  });
}

const FIXED = {
  "referrer-policy": "same-origin",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
} as const;

function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'`,
    // Charts and overlays set style attributes, which no nonce can cover.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}
