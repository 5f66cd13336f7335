import { resolveApiKeyCaller } from "@/lib/credentials";
import {
  parseCookies,
  remintSession,
  resolveSessionCaller,
  SESSION_COOKIE,
  sessionCookie,
} from "@/lib/identity";
import { Problem } from "@/lib/kernel";
import type { House } from "../rooms";
import { assertSameOrigin } from "./admit";
import type { ApiCaller } from "./endpoint";

const CHALLENGE = { headers: { "www-authenticate": 'Bearer realm="portcullis"' } };

/** Who calls, and the cookie to hand back if their session's token was replaced. */
export type Authenticated = { readonly caller: ApiCaller; readonly cookie: string | null };

/**
 * An API key as bearer token, or the browser's session. A request with an Authorization header
 * stands or falls by it: a cookie that came along is not looked at, so that a script's mistake is
 * not answered under somebody's session.
 */
export async function authenticate(
  { db, config }: House,
  request: Request,
  requestId: string,
): Promise<Authenticated> {
  const authorization = request.headers.get("authorization");
  if (authorization !== null) {
    const [, token] = /^Bearer ([\x21-\x7e]{1,200})$/i.exec(authorization) ?? [];
    const caller =
      token === undefined ? null : await resolveApiKeyCaller({ db }, token, { requestId });
    if (caller === null) throw new Problem("unauthenticated", CHALLENGE);
    return { caller, cookie: null };
  }
  const token = parseCookies(request.headers.get("cookie")).get(SESSION_COOKIE);
  if (token === undefined) throw new Problem("unauthenticated", CHALLENGE);
  assertSameOrigin(request, config.origins.console);
  const caller = await resolveSessionCaller({ db }, token, { requestId, source: "console" });
  if (caller === null) throw new Problem("unauthenticated", CHALLENGE);
  const minted = await remintSession({ db }, caller, token);
  return { caller, cookie: minted === null ? null : sessionCookie(minted.reveal()) };
}
