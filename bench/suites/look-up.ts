import { systemCaller } from "@/lib/access";
import { createApiKey } from "@/lib/credentials";
import { makeToken } from "@/lib/crypto";
import { makeTenant } from "../house/make-tenant";
import type { House } from "../house/raise-house";
import type { Pace } from "../pace";
import type { Slot, SlotResult } from "../process/slot";
import type { Spawned } from "../process/spawn";
import { type Result, resultOf } from "../result";
import { type Contender, runRounds } from "../rounds";

const GRANTS = 100;

/**
 * What it costs that the database verifies who asks: a token looked up under the policy, and by a
 * role that no policy binds. And a key checked, beside one that does not exist.
 */
export async function benchLookUps(
  house: House,
  upstream: string,
  pace: Pace,
  only: (name: string) => boolean,
): Promise<Result[]> {
  if (!only("rls.lookup") && !only("apikey.check")) return [];
  const tenant = await makeTenant(house, { slug: "look-up", upstream, grants: GRANTS });
  const slot: Slot = { callers: 1, milliseconds: pace.slotMs, warmUp: pace.warmUpMs };
  const contender = (name: string, process: Spawned): Contender => ({
    name,
    run: () => process.ask<SlotResult>(slot),
    processes: { client: process.pid, database: house.databasePid },
  });
  const results: Result[] = [];
  const run = async (name: string, unit: string, one: Contender, other: Contender) => {
    const measured = await runRounds([one, other], pace.rounds);
    results.push(resultOf(name, unit, one.name, measured));
  };

  if (only("rls.lookup")) {
    const policy = await house.startDriver("look-up", { args: ["policy"], tenant });
    const plain = await house.startDriver("look-up", { args: ["plain"], tenant });
    await run("rls.lookup", "look-ups/s", contender("policy", policy), contender("plain", plain));
    await policy.stop();
    await plain.stop();
  }
  if (only("apikey.check")) {
    const caller = systemCaller("bench", { ...tenant, workspaceIds: [tenant.workspaceId] });
    const input = { name: "bench", capabilities: ["servers:read" as const] };
    const key = await createApiKey({ db: house.web }, caller, input);
    const start = (kind: string, token: string) =>
      house.startDriver("api-key", {
        args: [kind],
        role: "portcullis_web",
        tenant,
        env: { BENCH_TOKEN: token },
      });
    const hit = await start("hit", key.token.reveal());
    const miss = await start("miss", makeToken("pck").token.reveal());
    await run("apikey.check", "checks/s", contender("hit", hit), contender("miss", miss));
    await hit.stop();
    await miss.stop();
  }
  return results;
}
