import { BlockList, isIP } from "node:net";
import type { PolicyOf } from "@/lib/access";

export type NamedNetworks = PolicyOf<"sessions">["namedNetworks"];
export type NetworkKind = "loopback" | "private" | "public";
/** Where an address stands, as far as that can be said without asking anybody. */
export type Place = {
  readonly network: NetworkKind;
  /** What the organisation calls that network; null where it has no name for it. */
  readonly name: string | null;
};

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet("127.0.0.0", 8, "ipv4");
LOOPBACK.addAddress("::1", "ipv6");

/** Addresses that mean something only within an organisation, a link or a provider's own network. */
const PRIVATE = new BlockList();
PRIVATE.addSubnet("10.0.0.0", 8, "ipv4");
PRIVATE.addSubnet("172.16.0.0", 12, "ipv4");
PRIVATE.addSubnet("192.168.0.0", 16, "ipv4");
PRIVATE.addSubnet("169.254.0.0", 16, "ipv4");
PRIVATE.addSubnet("100.64.0.0", 10, "ipv4");
PRIVATE.addSubnet("fc00::", 7, "ipv6");
PRIVATE.addSubnet("fe80::", 10, "ipv6");

const family = (address: string) => (isIP(address) === 4 ? "ipv4" : "ipv6");

/** Whether an address is one of this machine's own. */
export function isLoopback(address: string): boolean {
  return isIP(address) !== 0 && LOOPBACK.check(address, family(address));
}

/** The place of an address, or null for what is none. */
export function placeOf(address: string | null, named: NamedNetworks): Place | null {
  if (address === null || isIP(address) === 0) return null;
  const kind = PRIVATE.check(address, family(address)) ? "private" : "public";
  return { network: isLoopback(address) ? "loopback" : kind, name: nameOf(address, named) };
}

/**
 * The organisation's own name for the network that an address stands in: of several that hold it, the
 * narrowest's, and of equals the first.
 */
export function nameOf(address: string, named: NamedNetworks): string | null {
  if (isIP(address) === 0) return null;
  let found: { readonly name: string; readonly bits: number } | null = null;
  for (const { name, networks } of named) {
    for (const network of networks) {
      const bits = bitsWithin(network, address);
      if (bits !== null && (found === null || bits > found.bits)) found = { name, bits };
    }
  }
  return found?.name ?? null;
}

/** How narrow a network is that holds the address, in bits of its prefix; null where it does not. */
function bitsWithin(network: string, address: string): number | null {
  const [start = "", prefix] = network.split("/");
  if (family(start) !== family(address)) return null;
  const bits = Number(prefix ?? (isIP(start) === 4 ? 32 : 128));
  const list = new BlockList();
  list.addSubnet(start, bits, family(start));
  return list.check(address, family(address)) ? bits : null;
}
