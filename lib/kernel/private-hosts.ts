import { BlockList, isIP } from "node:net";

/** Names and networks that an operator lets this house reach though they are not public. */
export type PrivateHosts = { readonly hosts: ReadonlySet<string>; readonly networks: BlockList };

/** What of the private networks can be let in at all (RFC 1918, RFC 6598, RFC 4193). */
const PRIVATE: readonly [string, number, "ipv4" | "ipv6"][] = [
  ["10.0.0.0", 8, "ipv4"],
  ["172.16.0.0", 12, "ipv4"],
  ["192.168.0.0", 16, "ipv4"],
  ["100.64.0.0", 10, "ipv4"],
  ["fc00::", 7, "ipv6"],
];
/** Where clouds answer their machines within those networks: credentials are had there for the asking. */
const NEVER = new BlockList();
NEVER.addAddress("100.100.100.200", "ipv4");
NEVER.addSubnet("fd00:ec2::", 32, "ipv6");
NEVER.addSubnet("fd20:ce::", 32, "ipv6");
/** One list a family: a list of both takes an IPv4 address in IPv6's clothes for what it carries. */
const PRIVATE_NETWORKS = { ipv4: new BlockList(), ipv6: new BlockList() };
for (const [address, bits, kind] of PRIVATE) PRIVATE_NETWORKS[kind].addSubnet(address, bits, kind);

const HOST =
  /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/;

/**
 * The names, addresses and networks of a setting, separated by commas. Null if one of them is none, or is
 * a network that is not wholly private: loopback, link-local and public ones cannot be let in by it.
 */
export function parsePrivateHosts(text: string): PrivateHosts | null {
  const hosts = new Set<string>();
  const networks = new BlockList();
  for (const part of text.split(",")) {
    const one = part.trim().toLowerCase();
    if (one === "") continue;
    const [address = "", prefix, ...rest] = one.split("/");
    const family = isIP(address);
    if (family === 0) {
      // What looks like an address and is none would be a name to some and an address to others.
      if (prefix !== undefined || !HOST.test(one) || /^[0-9.]+$/.test(one)) return null;
      hosts.add(one);
      continue;
    }
    const kind = family === 4 ? "ipv4" : "ipv6";
    const most = family === 4 ? 32 : 128;
    const bits = prefix === undefined ? most : /^\d{1,3}$/.test(prefix) ? Number(prefix) : -1;
    const within = PRIVATE.some(
      ([network, least, of]) => of === kind && bits >= least && lies(address, network, least, of),
    );
    if (rest.length > 0 || address.includes("%") || bits > most || !within) return null;
    networks.addSubnet(address, bits, kind);
  }
  return { hosts, networks };
}

/** Whether an address that is not public may be connected to under a name. Pure. */
export function privateAllowed(
  { hosts, networks }: PrivateHosts,
  address: string,
  hostname: string | null,
): boolean {
  const family = isIP(address);
  if (family === 0 || address.includes("%")) return false;
  const kind = family === 4 ? "ipv4" : "ipv6";
  if (!PRIVATE_NETWORKS[kind].check(address, kind) || NEVER.check(address, kind)) return false;
  const named = hostname !== null && hosts.has(hostname.toLowerCase().replace(/\.$/, ""));
  return named || networks.check(address, kind);
}

function lies(address: string, network: string, bits: number, kind: "ipv4" | "ipv6"): boolean {
  const list = new BlockList();
  list.addSubnet(network, bits, kind);
  return list.check(address, kind);
}
