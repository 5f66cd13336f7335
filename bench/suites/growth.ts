import { asAdmin } from "../../bin/database/admin";
import { fillTenant, type Size, toolName } from "../house/fill-tenant";
import { makeTenant, RULES } from "../house/make-tenant";
import type { House } from "../house/raise-house";
import { verifyCalls } from "../house/verify-calls";
import type { Target } from "../load/caller";
import type { Pace } from "../pace";
import type { TenantFacts } from "../process/house-facts";
import { type Result, resultOf } from "../result";
import { runRounds } from "../rounds";
import { callsOf, type Stage } from "./gate";

const CALLERS = 32;
const GROWN: Size = { calls: 1_000_000, tools: 10_000, grants: 1_000 };

/**
 * Calls of a tenant that has grown large beside calls of a fresh one, through the same gate: what a
 * tenant has behind it must not slow it down.
 */
export async function benchGrowth(
  house: House,
  stage: Stage,
  pace: Pace,
  say: (doing: string) => void,
): Promise<Result[]> {
  const upstream = stage.upstreamUrl;
  const fresh = await makeTenant(house, { slug: "fresh", upstream, grants: CALLERS });
  const listed = Array.from({ length: GROWN.tools - 1 }, (_, n) => [toolName(n), {}]);
  const rules = { ...RULES, tools: { ...RULES.tools, ...Object.fromEntries(listed) } };
  const small = await makeTenant(house, { slug: "grown", upstream, grants: 1, rules });
  say("filling a tenant with a million decisions");
  const grown = await asAdmin(house.adminUrl, (client) => fillTenant(client, small, GROWN));

  const slot = { callers: CALLERS, milliseconds: pace.slotMs, warmUp: pace.warmUpMs };
  const processes = { gate: stage.gate.pid, database: house.databasePid };
  const calls = (name: string, tenant: TenantFacts) =>
    callsOf(name, stage, targetOf(house, tenant), slot, processes);
  const measured = await runRounds([calls("grown", grown), calls("fresh", fresh)], pace.rounds);
  const counted = (name: string) => measured.get(name)?.total ?? 0;
  await verifyCalls(house, fresh.tenantId, counted("fresh"));
  await verifyCalls(house, grown.tenantId, counted("grown"), { filled: GROWN.calls });
  return [resultOf("gate.growth", "calls/s", "grown", measured)];
}

/** Where a tenant's callers call; each has a grant of its own. */
export function targetOf(house: House, tenant: TenantFacts): Target {
  return {
    port: house.config.ports.gate,
    path: `/mcp/${tenant.serverId}`,
    tokens: tenant.grants.slice(0, CALLERS).map(({ token }) => token),
  };
}
