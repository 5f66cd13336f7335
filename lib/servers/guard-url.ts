import { type LookupAddress, type LookupAllOptions, lookup as resolve } from "node:dns";
import { BlockList, isIP } from "node:net";
import { type Mode, Problem } from "@/lib/kernel";

/** Ranges that are not the public internet (IANA special-purpose registries, RFC 6890). */
const NOT_PUBLIC = new BlockList();
const LOOPBACK = new BlockList();
const V4: readonly [string, number][] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
];
const V6: readonly [string, number][] = [
  ["::", 128],
  ["::1", 128],
  ["64:ff9b::", 96],
  ["64:ff9b:1::", 48],
  ["100::", 64],
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
  ["5f00::", 16],
  ["fc00::", 7],
  ["fe80::", 10],
  ["fec0::", 10],
  ["ff00::", 8],
];
for (const [address, bits] of V4) NOT_PUBLIC.addSubnet(address, bits, "ipv4");
for (const [address, bits] of V6) NOT_PUBLIC.addSubnet(address, bits, "ipv6");
LOOPBACK.addSubnet("127.0.0.0", 8, "ipv4");
LOOPBACK.addAddress("::1", "ipv6");

/** Whether the gate may connect to an address. Evaluation mode adds loopback, and nothing else. */
export function addressAllowed(address: string, mode: Mode): boolean {
  const family = isIP(address) === 6 ? "ipv6" : "ipv4";
  if (isIP(address) === 0) return false;
  // An IPv4 address mapped into IPv6 is the IPv4 address; BlockList reads it as such.
  if (mode === "evaluation" && LOOPBACK.check(address, family)) return true;
  return !NOT_PUBLIC.check(address, family);
}

/**
 * Refuses an upstream address the gate may not connect to: another scheme than https (http only to
 * loopback, in evaluation), credentials or a fragment in it, a literal address that is not public. A
 * name is judged again at every connection, by `guardedLookup`.
 *
 * @throws Problem `url_refused`
 */
export function assertUrlAllowed(text: string, mode: Mode): URL {
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
  if (literal && !addressAllowed(host, mode)) {
    throw new Problem("url_refused", { detail: "The address is in a private or reserved range." });
  }
  const local =
    mode === "evaluation" &&
    (host === "localhost" || (literal && LOOPBACK.check(host, isIP(host) === 6 ? "ipv6" : "ipv4")));
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
export function guardedLookup(mode: Mode) {
  return (hostname: string, options: Options, callback: Callback): void => {
    const all: LookupAllOptions = {
      all: true,
      family: options.family === 4 || options.family === 6 ? options.family : 0,
    };
    resolve(hostname, all, (error, addresses) => {
      if (error !== null) return callback(error, "");
      const [first] = addresses;
      if (first === undefined || !addresses.every(({ address }) => addressAllowed(address, mode))) {
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
