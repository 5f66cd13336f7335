import { Problem } from "@/lib/kernel";
import type { Exchange } from "./exchange";
import { PROTOCOL_VERSIONS } from "./mcp/protocol";

/** What a request must accept, by its method. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  POST: ["application/json", "text/event-stream"],
  GET: ["text/event-stream"],
};

/** Whether client and gate speak of the same thing: types of content, and revision of the protocol. */
export function negotiate(exchange: Exchange): void {
  const { method = "", headers } = exchange.request;
  acceptsNeeded(method, headers.accept ?? "");
  if (method === "POST" && mediaType(headers["content-type"]) !== "application/json")
    throw new Problem("unsupported_media_type");
  if (method === "POST" && headers["content-encoding"] !== undefined)
    throw new Problem("unsupported_media_type", { detail: "The body may not be compressed." });
  const version = headers["mcp-protocol-version"];
  if (version !== undefined && !(typeof version === "string" && PROTOCOL_VERSIONS.has(version))) {
    const known = [...PROTOCOL_VERSIONS].join(", ");
    throw new Problem("invalid_request", {
      detail: `The gate does not speak this MCP-Protocol-Version. It speaks ${known}.`,
    });
  }
}

/** Headers that were found to accept what their method needs: clients send the same one every time. */
const sufficient = new Set<string>();
const MAX_REMEMBERED = 100;
const MAX_REMEMBERED_LENGTH = 256;

function acceptsNeeded(method: string, accept: string): void {
  const asked = `${method} ${accept}`;
  if (sufficient.has(asked)) return;
  for (const type of NEEDED[method] ?? []) {
    if (!accepts(accept, type))
      throw new Problem("not_acceptable", { detail: `The client must accept ${type}.` });
  }
  if (sufficient.size >= MAX_REMEMBERED) sufficient.clear();
  if (accept.length <= MAX_REMEMBERED_LENGTH) sufficient.add(asked);
}

/** Whether an Accept header allows a type (RFC 9110, section 12.5.1), wildcards included. */
export function accepts(header: string | undefined, type: string): boolean {
  const family = `${type.slice(0, type.indexOf("/"))}/*`;
  // The most specific range decides; a weight of 0 excludes.
  for (const range of [type, family, "*/*"]) {
    const weight = weightOf(header ?? "", range);
    if (weight !== null) return weight > 0;
  }
  return false;
}

function weightOf(header: string, range: string): number | null {
  for (const part of header.split(",")) {
    const [name = "", ...parameters] = part.split(";").map((text) => text.trim().toLowerCase());
    if (name !== range) continue;
    const quality = parameters.find((parameter) => parameter.startsWith("q="));
    return quality === undefined ? 1 : Number(quality.slice(2)) || 0;
  }
  return null;
}

function mediaType(header: string | undefined): string | undefined {
  const [type, ...parameters] = header?.split(";").map((part) => part.trim().toLowerCase()) ?? [];
  const charsets = parameters.filter((parameter) => parameter.startsWith("charset="));
  return charsets.every((charset) => /^charset="?utf-8"?$/.test(charset)) ? type : undefined;
}
