import type { Socket } from "node:net";
import { parseToken } from "@/lib/crypto";
import { inTime } from "@/lib/db";
import { clientAddress, now, Problem } from "@/lib/kernel";
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
  const token = tokenOf(exchange);
  const address = addressOf(gate, exchange);
  const wait = gate.failures.wait(address, token?.hash ?? null);
  if (wait !== null) throw tooManyFailures(wait);
  const grant =
    token === null ? null : await inTime(gate.routes.get(token.hash, exchange.requestId));
  if (token === null || grant === null || (grant.expiresAt !== null && grant.expiresAt <= now())) {
    gate.failures.failed(address);
    throw unauthenticated(exchange.request.headers.authorization);
  }
  gate.failures.succeeded(token.hash, grant);
  if (exchange.path !== `/mcp/${grant.server.id}`) throw new Problem("not_found");
  exchange.grant = grant;
  exchange.grantHash = token.hash;
  gate.exchanges.enter(exchange);
  gate.noteUse(grant);
  return grant;
}

/** Who sent the request, as far as the proxies in front may be believed. */
function addressOf({ settings }: Gate, { request }: Exchange): string {
  const peer = request.socket.remoteAddress ?? "";
  const { trustedProxies } = settings;
  if (trustedProxies === null) return peer;
  const forwarded = request.headers[trustedProxies.header];
  return clientAddress(peer, String(forwarded ?? "") || undefined, trustedProxies);
}

type Token = { readonly hash: Buffer };

/**
 * What a connection came with last, so that a token is taken apart and hashed once for a connection
 * and not for every request. It is compared with nothing but what the same connection has sent.
 */
const lastTokens = new WeakMap<Socket, { readonly header: string; readonly token: Token }>();

function tokenOf({ request }: Exchange): Token | null {
  const header = request.headers.authorization ?? "";
  const last = lastTokens.get(request.socket);
  if (last?.header === header) return last.token;
  const text = BEARER.exec(header)?.[1];
  const token = text === undefined ? null : parseToken(text, "pcg");
  if (token !== null) lastTokens.set(request.socket, { header, token });
  return token;
}

function tooManyFailures(seconds: number): Problem {
  return new Problem("too_many_requests", {
    detail: "Too many requests without a valid grant came from this address.",
    headers: { "retry-after": String(seconds) },
  });
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
