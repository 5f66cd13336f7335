import { type LookupAddress, type LookupAllOptions, lookup as resolve } from "node:dns";
import { BlockList, isIP } from "node:net";
import type { Mode } from "./config";
import { Problem } from "./errors";
import { type PrivateHosts, privateAllowed } from "./private-hosts";

/** What may be connected to: the public internet, by the mode, and what an operator lets in beside it. */
export type Reach = Mode | { readonly mode: Mode; readonly privateHosts: PrivateHosts | null };

const modeOf = (reach: Reach): Mode => (typeof reach === "string" ? reach : reach.mode);
const privateOf = (reach: Reach) => (typeof reach === "string" ? null : reach.privateHosts);

/**
 * What of the addresses is not the public internet (IANA special-purpose registries, RFC 6890), and
 * 168.63.129.16, by which machines in one large cloud reach their host. The addresses of the other
 * clouds' metadata services lie in ranges that are listed.
 */
const NOT_PUBLIC = new BlockList();
const V4: readonly [string, number][] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["168.63.129.16", 32],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.31.196.0", 24],
  ["192.52.193.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["192.175.48.0", 24],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
];
/** Special ranges within 2000::/3. Teredo, benchmarking and ORCHID are parts of 2001::/23. */
const V6: readonly [string, number][] = [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["2620:4f:8000::", 48],
  ["3fff::", 20],
];
for (const [address, bits] of V4) NOT_PUBLIC.addSubnet(address, bits, "ipv4");
for (const [address, bits] of V6) NOT_PUBLIC.addSubnet(address, bits, "ipv6");
/** The only IPv6 addresses that are given out (RFC 4291, section 2.4; IANA's registry). */
const GLOBAL_UNICAST = new BlockList();
GLOBAL_UNICAST.addSubnet("2000::", 3, "ipv6");
const LOOPBACK_V4 = new BlockList();
LOOPBACK_V4.addSubnet("127.0.0.0", 8, "ipv4");

/**
 * Whether the gate may connect to an address. Of IPv6 only what lies in 2000::/3: that leaves out
 * every form that carries an IPv4 address inside, mapped, compatible or translated. Evaluation mode
 * adds loopback, in its own two forms, and nothing else; where private hosts are let in, those.
 *
 * @param hostname the name that led to it; null where there is none
 */
export function addressAllowed(
  address: string,
  reach: Reach,
  hostname: string | null = null,
): boolean {
  if (modeOf(reach) === "evaluation" && isLoopback(address)) return true;
  const beside = privateOf(reach);
  if (beside !== null && privateAllowed(beside, address, hostname)) return true;
  switch (isIP(address)) {
    case 4:
      return !NOT_PUBLIC.check(address, "ipv4");
    case 6:
      // A zone belongs to a link, and would have the lists read another address.
      if (address.includes("%")) return false;
      return GLOBAL_UNICAST.check(address, "ipv6") && !NOT_PUBLIC.check(address, "ipv6");
    default:
      return false;
  }
}

function isLoopback(address: string): boolean {
  return isIP(address) === 4 ? LOOPBACK_V4.check(address, "ipv4") : address === "::1";
}

/**
 * Refuses an upstream address the gate may not connect to: another scheme than https (http only to
 * loopback, in evaluation), credentials or a fragment in it, a literal address that is not public. A
 * name is judged again at every connection, by `guardedLookup`.
 *
 * @throws Problem `url_refused`
 */
export function assertUrlAllowed(text: string, reach: Reach): URL {
  if (!URL.canParse(text))
    throw new Problem("url_refused", { detail: "The address is not a URL." });
  const url = new URL(text);
  if (url.username !== "" || url.password !== "" || url.hash !== "") {
    throw new Problem("url_refused", {
      detail: "The address may not hold credentials or a fragment; register the credential apart.",
    });
  }
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  const literal = isIP(host) !== 0;
  if (literal && !addressAllowed(host, reach)) {
    throw new Problem("url_refused", { detail: "The address is in a private or reserved range." });
  }
  const mode = modeOf(reach);
  const local = mode === "evaluation" && (host === "localhost" || isLoopback(host));
  if (url.protocol !== "https:" && !(url.protocol === "http:" && local)) {
    throw new Problem("url_refused", {
      detail:
        mode === "evaluation"
          ? "The address must be https, or http on this machine."
          : "The address must be https.",
    });
  }
  return url;
}

type Callback = (
  error: NodeJS.ErrnoException | null,
  address: string | LookupAddress[],
  family?: number,
) => void;
type Options = { readonly all?: boolean; readonly family?: number | string };

/**
 * A `lookup` for connections: resolves once and hands over only addresses that are allowed, so that
 * the address that was judged is the one connected to, whatever the name says a moment later.
 */
export function guardedLookup(reach: Reach) {
  return (hostname: string, options: Options, callback: Callback): void => {
    const all: LookupAllOptions = {
      all: true,
      family: options.family === 4 || options.family === 6 ? options.family : 0,
    };
    resolve(hostname, all, (error, addresses) => {
      if (error !== null) return callback(error, "");
      const [first] = addresses;
      if (
        first === undefined ||
        !addresses.every(({ address }) => addressAllowed(address, reach, hostname))
      ) {
        const refused: NodeJS.ErrnoException = new Error(
          "the name leads to an address that is not allowed",
        );
        refused.code = "EADDRREFUSED";
        return callback(refused, "");
      }
      if (options.all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}
