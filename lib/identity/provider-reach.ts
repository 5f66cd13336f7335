import type { Config, Reach } from "@/lib/kernel";

/** What of the configuration says which identity providers may be asked. */
export type ProviderConfig = Pick<Config, "mode"> & Partial<Pick<Config, "privateProviders">>;

const reaches = new WeakMap<ProviderConfig, Reach>();

/**
 * Which identity providers may be asked: public ones, and those at private addresses that the operator
 * named. The same object for the same configuration, since connections are kept by it.
 */
export function providerReach(config: ProviderConfig): Reach {
  const known = reaches.get(config);
  if (known !== undefined) return known;
  const reach = { mode: config.mode, privateHosts: config.privateProviders ?? null };
  reaches.set(config, reach);
  return reach;
}
