import { DEVICE_SECONDS, SECOND_STEP_SECONDS } from "./second-step/limits";
import { SESSION_LIMITS } from "./session-limits";
import { SIGN_IN_SECONDS } from "./sign-in-state";

/** The browser session. The `__Host-` prefix ties it to this host, to https (or localhost) and to `/`. */
export const SESSION_COOKIE = "__Host-portcullis-session";
/** A sign-in that waits for its second step. Not a session, and looked at by the second step alone. */
export const SECOND_STEP_COOKIE = "__Host-portcullis-second-step";
/** The signed state of a sign-in under way. */
export const SIGN_IN_COOKIE = "__Host-portcullis-sign-in";

const ATTRIBUTES = "Path=/; HttpOnly; Secure; SameSite=Lax";

/** The header value that hands the session to the browser. */
export function sessionCookie(token: string): string {
  return `${SESSION_COOKIE}=${token}; ${ATTRIBUTES}; Max-Age=${SESSION_LIMITS.cookieSeconds}`;
}

/** The header value that takes the session back. */
export function noSessionCookie(): string {
  return `${SESSION_COOKIE}=; ${ATTRIBUTES}; Max-Age=0`;
}

/** What a browser is known by in one organisation: others may know the same browser. */
export function deviceCookieName(slug: string): string {
  return `__Host-portcullis-browser-${slug}`;
}

/** The header value that keeps a browser known. */
export function deviceCookie(slug: string, token: string): string {
  return `${deviceCookieName(slug)}=${token}; ${ATTRIBUTES}; Max-Age=${DEVICE_SECONDS}`;
}

/** The header value that hands a sign-in that waits to the browser. */
export function secondStepCookie(token: string): string {
  return `${SECOND_STEP_COOKIE}=${token}; ${ATTRIBUTES}; Max-Age=${SECOND_STEP_SECONDS}`;
}

/** The header value that takes it back. */
export function noSecondStepCookie(): string {
  return `${SECOND_STEP_COOKIE}=; ${ATTRIBUTES}; Max-Age=0`;
}

/** The header value that carries the state of a sign-in that begins. */
export function signInCookie(state: string): string {
  return `${SIGN_IN_COOKIE}=${state}; ${ATTRIBUTES}; Max-Age=${SIGN_IN_SECONDS}`;
}

/** The header value that ends a sign-in under way. */
export function noSignInCookie(): string {
  return `${SIGN_IN_COOKIE}=; ${ATTRIBUTES}; Max-Age=0`;
}

/**
 * The cookies of a `Cookie` header. A name that comes twice is dropped: a browser sends one cookie
 * of a `__Host-` name, so two mean that somebody between adds their own.
 */
export function parseCookies(header: string | null | undefined): Map<string, string> {
  const cookies = new Map<string, string>();
  const twice = new Set<string>();
  for (const part of (header ?? "").split(";")) {
    const at = part.indexOf("=");
    if (at < 1) continue;
    const name = part.slice(0, at).trim();
    if (cookies.has(name)) twice.add(name);
    cookies.set(name, part.slice(at + 1).trim());
  }
  for (const name of twice) cookies.delete(name);
  return cookies;
}
