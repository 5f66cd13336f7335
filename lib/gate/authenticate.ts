import { parseToken } from "@/lib/crypto";
import { inTime } from "@/lib/db";
import { now, Problem } from "@/lib/kernel";
import type { GrantRoute } from "@/lib/servers";
import type { Exchange } from "./exchange";
import type { Gate } from "./gate";
import { unauthenticated } from "./outcome";

const BEARER = /^bearer +([A-Za-z0-9_]{1,128})$/i;

/**
 * Step 2. The grant behind the request, from the Authorization header and nowhere else: a token in
 * the address is not read. A grant opens one server; under the path of another, which may exist or
 * not, it finds nothing.
 */
export async function authenticate(gate: Gate, exchange: Exchange): Promise<GrantRoute> {
  const text = BEARER.exec(exchange.request.headers.authorization ?? "")?.[1];
  const token = text === undefined ? null : parseToken(text, "pcg");
  if (token === null) throw unauthenticated();
  const grant = await inTime(gate.routes.get(token.hash, exchange.requestId));
  if (grant === null || (grant.expiresAt !== null && grant.expiresAt <= now()))
    throw unauthenticated();
  if (exchange.path !== `/mcp/${grant.server.id}`) throw new Problem("not_found");
  exchange.grant = grant;
  exchange.grantHash = token.hash;
  gate.exchanges.enter(exchange);
  gate.noteUse(grant);
  return grant;
}

/**
 * The same grant once more, as it is now: its body may have taken its time to arrive, and a call is
 * judged by the rules that stand when it is judged.
 */
export async function authenticateAgain(gate: Gate, exchange: Exchange): Promise<GrantRoute> {
  const { grantHash, requestId } = exchange;
  const grant = grantHash === null ? null : await gate.routes.get(grantHash, requestId);
  if (grant === null) throw unauthenticated();
  exchange.grant = grant;
  return grant;
}
