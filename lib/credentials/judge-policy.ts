import { BlockList, isIP } from "node:net";
import type { Permission, PolicyOf } from "@/lib/access";

export type KeyPolicy = PolicyOf<"api-keys">;

const DAY_MS = 24 * 60 * 60 * 1000;

/** When a key is too old for the policy; null where the policy knows no age. */
export function policyEnd(policy: KeyPolicy, createdAt: Date): Date | null {
  return policy.maxAgeDays === 0
    ? null
    : new Date(createdAt.getTime() + policy.maxAgeDays * DAY_MS);
}

/** The earlier of two ends, of which either may be none. */
export function earlier(one: Date | null, other: Date | null): Date | null {
  if (one === null || other === null) return one ?? other;
  return one < other ? one : other;
}

/** What of a key's capabilities counts. `admin:all` is what the policy names, where it names anything. */
export function allowedCapabilities(
  policy: KeyPolicy,
  capabilities: readonly Permission[],
): Permission[] {
  if (policy.capabilities.length === 0) return [...capabilities];
  const all = capabilities.includes("admin:all");
  return policy.capabilities.filter((name) => all || capabilities.includes(name));
}

/** Of IPv6, the prefix under which IPv4 addresses are written; a network as wide as that holds every one. */
const MAPPED_BITS = 96;

/**
 * Whether keys work from there. Where networks are named, an address that is not known is not among them,
 * and an IPv4 address is in no network of IPv6 that is so wide that it holds all of them.
 */
export function isFromAllowed(policy: KeyPolicy, address: string | null): boolean {
  if (policy.networks.length === 0) return true;
  const family = address === null ? 0 : isIP(address);
  if (address === null || family === 0) return false;
  const networks = new BlockList();
  for (const network of policy.networks) {
    const [start = "", prefix] = network.split("/");
    const version = isIP(start) === 4 ? "ipv4" : "ipv6";
    const bits = Number(prefix ?? (version === "ipv4" ? 32 : 128));
    if (family === 4 && version === "ipv6" && bits <= MAPPED_BITS) continue;
    networks.addSubnet(start, bits, version);
  }
  return networks.check(address, family === 4 ? "ipv4" : "ipv6");
}
