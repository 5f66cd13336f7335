import { parseStrictJson } from "@/lib/kernel";
import type { Exchange } from "./exchange";
import { readBody } from "./http/read-body";
import { type ClientMessage, classifyMessage, idOfRefused } from "./mcp/message";
import { negotiate } from "./negotiate";
import type { GateSettings } from "./settings";

/**
 * Step 3. The one message of the request, read once and strictly. What goes upstream later is
 * written from this value, so that no other reader can find another call in the client's bytes.
 */
export async function parse(settings: GateSettings, exchange: Exchange): Promise<ClientMessage> {
  negotiate(exchange);
  const { bodyBytes, jsonDepth } = settings.limits;
  const body = await readBody(exchange.request, exchange.response, bodyBytes);
  const value = parseStrictJson(body, { maxDepth: jsonDepth });
  exchange.rpcId = idOfRefused(value);
  exchange.message = classifyMessage(value);
  return exchange.message;
}
