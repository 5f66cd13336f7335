import { BlockList, isIP } from "node:net";

/** The header in which the proxies in front write who came to them. The other one is anybody's word. */
export type ForwardedHeader = "x-forwarded-for" | "forwarded";

/** Whose word is taken for who sent a request. */
export type TrustedProxies = {
  readonly networks: BlockList;
  readonly header: ForwardedHeader;
};

/** In which the console's server tells its application who sent a request; a client's own is replaced. */
export const CLIENT_ADDRESS_HEADER = "x-portcullis-client-address";
/** Further hops than these are not followed: no chain of proxies is that long. */
const MAX_HOPS = 32;
/** One element of RFC 7239: pairs of names and values, a value a token or a quoted string. */
const PAIR =
  /^[ \t]*([!#$%&'*+.^_`|~0-9A-Za-z-]+)=(?:([!#$%&'*+.^_`|~0-9A-Za-z:[\]-]+)|"([^"\\]*)")[ \t]*$/;

/**
 * The networks of a setting: addresses and CIDRs, separated by commas. Null if one of them is none, or
 * is the whole internet, which nobody can trust.
 */
export function parseNetworks(text: string): BlockList | null {
  const networks = new BlockList();
  for (const part of text.split(",")) {
    const network = part.trim();
    if (network === "") continue;
    const [address = "", prefix, ...rest] = network.split("/");
    const family = isIP(address);
    const bits = family === 4 ? 32 : 128;
    const length = prefix === undefined ? bits : /^\d{1,3}$/.test(prefix) ? Number(prefix) : 0;
    if (family === 0 || address.includes("%") || rest.length > 0) return null;
    if (length < 1 || length > bits) return null;
    networks.addSubnet(address, length, family === 4 ? "ipv4" : "ipv6");
  }
  return networks;
}

/**
 * Who sent a request: the peer, or where that is a trusted proxy the one it names, read from the right,
 * and so on through trusted proxies only. What stands to the left of the first untrusted hop was
 * written by that hop, or by whoever it had it from, and is not looked at. A hop that is no address
 * ends the search at the proxy that named it.
 */
export function clientAddress(
  peer: string,
  forwarded: string | undefined,
  { networks, header }: TrustedProxies,
): string {
  let address = plain(peer) ?? peer;
  if (forwarded === undefined || !isTrusted(networks, address)) return address;
  const hops = (header === "forwarded" ? readForwarded(forwarded) : readFor(forwarded)) ?? [];
  for (let n = hops.length - 1; n >= 0 && n >= hops.length - MAX_HOPS; n--) {
    const hop = hops[n] ?? null;
    if (hop === null) return address;
    address = hop;
    if (!isTrusted(networks, address)) return address;
  }
  return address;
}

function isTrusted(networks: BlockList, address: string): boolean {
  const family = isIP(address);
  return family !== 0 && networks.check(address, family === 4 ? "ipv4" : "ipv6");
}

/** An address by itself: without its zone, and an IPv4 address in IPv6's clothes as what it is. */
function plain(text: string): string | null {
  const address = text.split("%", 1)[0] ?? "";
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined && isIP(mapped) === 4) return mapped;
  return isIP(address) === 0 ? null : address.toLowerCase();
}

/** A node, with or without a port; null for one that is hidden, unknown, or no address. */
function node(text: string): string | null {
  if (text.includes("%")) return null;
  const bracketed = /^\[([0-9A-Fa-f:.]+)\](?::\d{1,5})?$/.exec(text)?.[1];
  if (bracketed !== undefined) return isIP(bracketed) === 6 ? plain(bracketed) : null;
  return plain(/^(\d+\.\d+\.\d+\.\d+):\d{1,5}$/.exec(text)?.[1] ?? text);
}

function readFor(header: string): (string | null)[] {
  return header.split(",").map((hop) => node(hop.trim()));
}

/** Null if it is not what RFC 7239 says: a quotation mark too many could join what two hops wrote. */
function readForwarded(header: string): (string | null)[] | null {
  const hops: (string | null)[] = [];
  for (const element of cutOutside(header, ",")) {
    let hop: string | null = null;
    let named = false;
    for (const pair of cutOutside(element, ";")) {
      const [, name, token, quoted] = PAIR.exec(pair) ?? [];
      if (name === undefined) return null;
      if (name.toLowerCase() !== "for") continue;
      if (named) return null;
      named = true;
      hop = node(token ?? quoted ?? "");
    }
    hops.push(hop);
  }
  return hops;
}

/** Cuts a text where a mark stands outside quotation marks. */
function cutOutside(text: string, mark: string): string[] {
  const parts: string[] = [];
  let part = "";
  let quoted = false;
  for (const character of text) {
    if (character === '"') quoted = !quoted;
    if (character === mark && !quoted) {
      parts.push(part);
      part = "";
    } else part += character;
  }
  return [...parts, part];
}
