import { isIP } from "node:net";
import { isLoopback, type NamedNetworks, nameOf } from "./place";

/** What a request says of where it comes from; null where it is not known. */
export type Client = { readonly address: string | null; readonly userAgent: string | null };
export type DeviceClass = "phone" | "tablet" | "computer" | "program";

/** What kind of device a client says it is. Everything that is no browser is a program. */
export function deviceClass(userAgent: string): DeviceClass {
  if (!/^(?:Mozilla|Opera)\//.test(userAgent)) return "program";
  if (/\biPad\b|\bTablet\b|\bAndroid\b(?!.*\bMobile\b)/.test(userAgent)) return "tablet";
  return /\bMobile\b|\biPhone\b/.test(userAgent) ? "phone" : "computer";
}

/**
 * The network an address stands in: the first 24 bits of an IPv4 address, the first 48 of an IPv6
 * address, since inside these providers hand out others without anybody moving. All of this machine's
 * own addresses are one. Null for what is no address.
 */
export function networkOf(address: string): string | null {
  const family = isIP(address);
  if (family === 0) return null;
  if (isLoopback(address)) return "loopback";
  if (family === 4) return `${address.split(".").slice(0, 3).join(".")}.0/24`;
  const [head = "", tail] = address.toLowerCase().split("::");
  const before = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  const gap = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  const groups = [...before, ...Array<string>(gap).fill("0"), ...after].slice(0, 3);
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(":")}::/48`;
}

export type ClientChange = "network-changed" | "device-changed";

/**
 * Whether a session appears somewhere else than where it began: in another network, or on another
 * kind of device. What was not known at sign-in binds nothing; what was known then and is not named
 * now has changed, or leaving a header out would be the way around. All that the organisation calls by
 * one name is one network, and what it calls by two names are two.
 */
export function clientChange(
  began: Client,
  now: Client,
  named: NamedNetworks = [],
): ClientChange | null {
  if (began.userAgent !== null && deviceClass(began.userAgent) !== deviceClass(now.userAgent ?? ""))
    return "device-changed";
  const network = began.address === null ? null : networkWithin(began.address, named);
  if (network === null) return null;
  const same = now.address !== null && networkWithin(now.address, named) === network;
  return same ? null : "network-changed";
}

function networkWithin(address: string, named: NamedNetworks): string | null {
  const name = nameOf(address, named);
  return name === null ? networkOf(address) : `named ${name}`;
}
