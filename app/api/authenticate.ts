import { resolveApiKeyCaller } from "@/lib/credentials";
import {
  clientOf,
  parseCookies,
  remintSession,
  resolveSessionCaller,
  SESSION_COOKIE,
  sessionCookie,
} from "@/lib/identity";
import { Problem } from "@/lib/kernel";
import { resolveTokenCaller } from "@/lib/tokens";
import { inWorkspace, WORKSPACE_COOKIE } from "../in-workspace";
import type { House } from "../rooms";
import { assertSameOrigin } from "./admit";
import type { ApiCaller } from "./endpoint";

const CHALLENGE = { headers: { "www-authenticate": 'Bearer realm="portcullis"' } };

/** Who calls, and the cookie to hand back if their session's token was replaced. */
export type Authenticated = { readonly caller: ApiCaller; readonly cookie: string | null };

/** An API key is never so long, and an access token with hundreds of workspaces is not longer. */
const BEARER = /^Bearer ([\x21-\x7e]{1,8192})$/i;

/**
 * An API key or an access token as bearer, or the browser's session. A request with an Authorization header
 * stands or falls by it: a cookie that came along is not looked at, so that a script's mistake is
 * not answered under somebody's session.
 */
export async function authenticate(
  rooms: House,
  request: Request,
  requestId: string,
): Promise<Authenticated> {
  const { db, config } = rooms;
  const client = clientOf(request.headers);
  const authorization = request.headers.get("authorization");
  if (authorization !== null) {
    const [, token = ""] = BEARER.exec(authorization) ?? [];
    const caller = token.includes(".")
      ? await resolveTokenCaller(rooms, token, { requestId, source: "api", client })
      : await resolveApiKeyCaller({ db }, token, { requestId, address: client.address });
    if (caller === null) throw new Problem("unauthenticated", CHALLENGE);
    return { caller, cookie: null };
  }
  const token = parseCookies(request.headers.get("cookie")).get(SESSION_COOKIE);
  if (token === undefined) throw new Problem("unauthenticated", CHALLENGE);
  assertSameOrigin(request, config.origins.console);
  const caller = await resolveSessionCaller({ db }, token, {
    requestId,
    source: "console",
    client,
  });
  if (caller === null) throw new Problem("unauthenticated", CHALLENGE);
  const minted = await remintSession({ db }, caller, token);
  const chosen = parseCookies(request.headers.get("cookie")).get(WORKSPACE_COOKIE);
  return {
    caller: inWorkspace(caller, chosen),
    cookie: minted === null ? null : sessionCookie(minted.reveal()),
  };
}
