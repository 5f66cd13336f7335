import { Agent, fetch } from "undici";
import { assertUrlAllowed, guardedLookup, type Reach } from "@/lib/kernel";
import { OidcRefused } from "./refusals";

const DEADLINE_MS = 8000;
const MAX_BYTES = 1024 * 1024;
const agents = new Map<Reach, Agent>();

export type Answer = { readonly status: number; readonly body: Record<string, unknown> };

/**
 * Asks an OpenID provider. Its addresses are what a tenant's administrator, or the provider itself,
 * says they are: so only public ones over https are asked (in evaluation this machine's too), judged
 * again at the moment of connecting; no redirects, not long, not large.
 *
 * @throws OidcRefused
 */
export async function askProvider(
  address: string,
  reach: Reach,
  request: { readonly form?: Record<string, string>; readonly authorization?: string } = {},
): Promise<Answer> {
  let url: URL;
  try {
    url = assertUrlAllowed(address, reach);
  } catch {
    throw new OidcRefused("oidc-description", "an address that may not be asked");
  }
  const { form, authorization } = request;
  try {
    const response = await fetch(url, {
      dispatcher: agentOf(reach),
      redirect: "error",
      signal: AbortSignal.timeout(DEADLINE_MS),
      headers: { accept: "application/json", ...(authorization ? { authorization } : {}) },
      ...(form === undefined ? {} : { method: "POST", body: new URLSearchParams(form) }),
    });
    const text = await readLimited(response.body);
    return { status: response.status, body: objectOf(text) };
  } catch (error) {
    if (error instanceof OidcRefused) throw error;
    throw new OidcRefused("provider-unreachable", url.host);
  }
}

/** Connections to providers are kept for a moment and shared, under the rules of one mode. */
function agentOf(reach: Reach): Agent {
  const known = agents.get(reach);
  if (known !== undefined) return known;
  const lookup = guardedLookup(reach) as never;
  const agent = new Agent({ connect: { lookup }, keepAliveTimeout: 4000, connections: 16 });
  agents.set(reach, agent);
  return agent;
}

async function readLimited(body: AsyncIterable<Uint8Array> | null): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of body ?? []) {
    length += part.byteLength;
    if (length > MAX_BYTES) throw new OidcRefused("oidc-description", "an answer too large");
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}

function objectOf(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  } catch {
    // What is no JSON says nothing.
  }
  return {};
}
