import type { Config } from "@/lib/kernel";

/** The address at the gate that leads to a server. */
export function mcpUrl(config: Pick<Config, "origins">, serverId: string): string {
  return `${config.origins.gate}/mcp/${serverId}`;
}
