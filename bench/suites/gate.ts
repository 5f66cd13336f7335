import type { LoadQuestion } from "../drivers/load";
import { makeTenant } from "../house/make-tenant";
import { installPeers, startPeers } from "../house/peers";
import type { House } from "../house/raise-house";
import { verifyCalls } from "../house/verify-calls";
import type { Target } from "../load/caller";
import type { Pace } from "../pace";
import type { SlotResult } from "../process/slot";
import type { Spawned } from "../process/spawn";
import { type Result, resultOf, rounded } from "../result";
import { type Contender, runRounds } from "../rounds";

const CALLERS = [1, 8, 32];
/** Run once by every contender before anything is measured. */
const COLD = { callers: 32, milliseconds: 4_000, warmUp: 0 };

/** A running gate, the mock server behind it, and callers in front of it. */
export type Stage = {
  readonly gate: Spawned;
  readonly upstream: Spawned;
  readonly upstreamUrl: string;
  readonly load: Spawned;
};

/** Raises what a measurement of the gate needs. `flags` are the gate's own for Node. */
export async function setStage(house: House, flags: readonly string[] = []): Promise<Stage> {
  const upstream = await house.startDriver("upstream");
  const upstreamUrl = `http://127.0.0.1:${upstream.ready.port}/mcp`;
  const gate = await house.startGate(flags);
  const load = await house.startDriver("load");
  return { gate, upstream, upstreamUrl, load };
}

/** Calls of a target by the load generator, as a contender of rounds. */
export function callsOf(
  name: string,
  stage: Stage,
  target: Target,
  slot: LoadQuestion["slot"],
  processes: Readonly<Record<string, number>>,
): Contender {
  const question: LoadQuestion = { target, slot };
  return {
    name,
    run: () => stage.load.ask<SlotResult>(question),
    processes: { ...processes, upstream: stage.upstream.pid, load: stage.load.pid },
  };
}

/**
 * The gate with everything on, beside the server itself, a naive pass-through, and peers. Every call
 * that was counted is looked for afterwards.
 */
export async function benchGate(
  house: House,
  stage: Stage,
  pace: Pace,
  options: { readonly peers: boolean; readonly only: (name: string) => boolean },
): Promise<Result[]> {
  const naive = await house.startDriver("naive", {
    env: { UPSTREAM_PORT: String(stage.upstream.ready.port) },
  });
  if (options.peers) installPeers();
  const peers = options.peers ? await startPeers(house, stage.upstreamUrl) : [];
  const tenant = await makeTenant(house, {
    slug: "bench",
    upstream: stage.upstreamUrl,
    grants: Math.max(...CALLERS),
  });
  const open = { path: "/mcp", tokens: [] };
  const governed = {
    port: house.config.ports.gate,
    path: `/mcp/${tenant.serverId}`,
    tokens: tenant.grants.map(({ token }) => token),
  };
  const direct = { ...open, port: Number(stage.upstream.ready.port) };
  const through = { ...open, port: Number(naive.ready.port) };
  const results: Result[] = [];
  let counted = 0;
  const gatePids = { gate: stage.gate.pid, database: house.databasePid };
  const contenders = (slot: LoadQuestion["slot"]) => [
    callsOf("direct", stage, direct, slot, {}),
    callsOf("naive", stage, through, slot, { naive: naive.pid }),
    callsOf("gate", stage, governed, slot, gatePids),
    ...peers.map(({ name, process, port }) =>
      callsOf(name, stage, { ...open, port }, slot, { [name]: process.pid }),
    ),
  ];
  // Servers run for days: what is measured is code that the engine has compiled.
  const cold = await runRounds(contenders(COLD), 1);
  counted += cold.get("gate")?.total ?? 0;
  for (const callers of CALLERS.filter((count) => options.only(`gate.c${count}`))) {
    const slot = { callers, milliseconds: pace.slotMs, warmUp: pace.warmUpMs };
    const measured = await runRounds(contenders(slot), pace.rounds);
    counted += measured.get("gate")?.total ?? 0;
    const result = resultOf(`gate.c${callers}`, "calls/s", "gate", measured);
    const added = (measured.get("gate")?.p50 ?? 0) - (measured.get("naive")?.p50 ?? 0);
    results.push({ ...result, added_p50_ms: rounded(added) });
  }
  await verifyCalls(house, tenant.tenantId, counted);
  for (const { process } of peers) await process.stop();
  await naive.stop();
  return results;
}
