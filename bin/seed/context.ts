import type { Config } from "@/lib/kernel";
import type { InstallationSecrets } from "../supervisor/secrets";

export type EvaluationUser = { email: string; password: string; role: string; name: string };
export type EvaluationGrant = {
  name: string;
  token: string;
  mcpUrl: string;
  server: string;
  serverId: string;
};
export type EvaluationTenant = {
  slug: string;
  id: string;
  users: EvaluationUser[];
  apiKey: string;
  grants: EvaluationGrant[];
};

/** What evaluation.json holds: addresses, and what can be seen only once. */
export type Evaluation = {
  console: string;
  gate: string;
  idp: string;
  upstream: string;
  /** The administrator's connection: whoever tries the product may try to tamper with it, too. */
  database: string;
  tenants: EvaluationTenant[];
};

/** What seeding works with. */
export type SeedContext = {
  config: Config;
  secrets: InstallationSecrets;
  adminUrl: string;
  say: (doing: string) => void;
};

/** Where the evaluation MCP server answers. */
export const upstreamUrl = (config: Config) => `http://localhost:${config.ports.upstream}/mcp`;
