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

/** Whether keys work from there. Where networks are named, an address that is not known is not among them. */
export function isFromAllowed(policy: KeyPolicy, address: string | null): boolean {
  if (policy.networks.length === 0) return true;
  const family = address === null ? 0 : isIP(address);
  if (address === null || family === 0) return false;
  const networks = new BlockList();
  for (const network of policy.networks) {
    const [start = "", prefix] = network.split("/");
    const version = isIP(start) === 4 ? "ipv4" : "ipv6";
    networks.addSubnet(start, Number(prefix ?? (version === "ipv4" ? 32 : 128)), version);
  }
  return networks.check(address, family === 4 ? "ipv4" : "ipv6");
}
