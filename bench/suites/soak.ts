import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { asAdmin } from "../../bin/database/admin";
import { dim, green, line, yellow } from "../../bin/make/screen.mjs";
import type { LoadQuestion } from "../drivers/load";
import { makeTenant } from "../house/make-tenant";
import { benchScript, type House } from "../house/raise-house";
import { verifyCalls } from "../house/verify-calls";
import type { SlotResult } from "../process/slot";
import type { Stage } from "./gate";
import { targetOf } from "./growth";

const CALLERS = 32;
const SLOT_MS = 5_000;
/** In every slot some callers say goodbye and begin anew, so that sessions end too. */
const RENEWED = 4;
/** Caches fill and code is compiled in the first part of a soak; what counts is what follows. */
const SETTLING_SHARE = 1 / 3;
/** Growth over the judged time, as a share of the mean, that is still flat. */
const FLAT = 0.05;

type Sample = {
  readonly seconds: number;
  readonly rssMib: number;
  readonly heapMib: number;
  readonly sockets: number;
  readonly sessions: number;
};

/**
 * 32 callers for so many minutes, and what the gate holds on to meanwhile: memory as the system and
 * as the engine count it (after a collection), sockets, and sessions that are not ended. True if
 * none of them grows.
 */
export async function soak(house: House, stage: Stage, minutes: number): Promise<boolean> {
  const upstream = stage.upstreamUrl;
  const tenant = await makeTenant(house, { slug: "soak", upstream, grants: CALLERS });
  const target = targetOf(house, tenant);
  const samples: Sample[] = [];
  const begun = performance.now();
  let calls = 0;
  line(`\n  ${dim("    s     calls  rss MiB  heap MiB  sockets  sessions")}`);
  while (performance.now() - begun < minutes * 60_000) {
    const slot = { callers: CALLERS, milliseconds: SLOT_MS, warmUp: 0 };
    const question: LoadQuestion = { target, slot, renew: RENEWED };
    const running = stage.load.ask<SlotResult>(question);
    calls += (await running).total;
    const sample = await takeSample(house, stage, (performance.now() - begun) / 1000);
    samples.push(sample);
    printSample(sample, calls);
  }
  await verifyCalls(house, tenant.tenantId, calls);
  return verdict(samples);
}

/** The gate's flags for Node under which it tells of its heap. */
export function tellingMemory(): string[] {
  return ["--expose-gc", "--import", benchScript("tell-memory")];
}

async function takeSample(house: House, stage: Stage, seconds: number): Promise<Sample> {
  const { heapUsed } = await stage.gate.ask<{ heapUsed: number }>({ type: "memory" });
  const status = readFileSync(`/proc/${stage.gate.pid}/status`, "utf8");
  const rss = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]);
  const sessions = await asAdmin(house.adminUrl, async (client) => {
    const { rows } = await client.query<{ open: number }>(
      "select count(*)::int as open from portcullis.mcp_sessions where ended_at is null",
    );
    return rows[0]?.open ?? Number.NaN;
  });
  return {
    seconds,
    rssMib: rss / 1024,
    heapMib: heapUsed / 1024 ** 2,
    sockets: socketsOf(stage.gate.pid),
    sessions,
  };
}

function socketsOf(pid: number): number {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).filter((fd) => {
    try {
      return readlinkSync(`${folder}/${fd}`).startsWith("socket:");
    } catch {
      return false;
    }
  }).length;
}

function printSample({ seconds, rssMib, heapMib, sockets, sessions }: Sample, calls: number): void {
  const cells = [seconds.toFixed(0).padStart(7), String(calls).padStart(9)];
  cells.push(rssMib.toFixed(1).padStart(8), heapMib.toFixed(1).padStart(9));
  cells.push(String(sockets).padStart(8), String(sessions).padStart(9));
  line(cells.join(" "));
}

function verdict(samples: readonly Sample[]): boolean {
  const judged = samples.slice(Math.floor(samples.length * SETTLING_SHARE));
  const growth = (figure: "rssMib" | "heapMib" | "sockets" | "sessions") =>
    growthOf(judged.map((sample) => [sample.seconds, sample[figure]]));
  const grown = {
    rss: growth("rssMib"),
    heap: growth("heapMib"),
    sockets: growth("sockets"),
    sessions: growth("sessions"),
  };
  const flat = Object.values(grown).every((share) => share <= FLAT);
  const told = Object.entries(grown).map(
    ([name, share]) => `${name} ${(share * 100).toFixed(1)} %`,
  );
  line(`\n  growth over the last two thirds: ${told.join(", ")}`);
  line(`  ${flat ? green("flat") : yellow("not flat")}`);
  return flat;
}

/** How much a straight line through the points rises from the first to the last, as a share of their mean. */
export function growthOf(points: readonly (readonly [number, number])[]): number {
  const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const [meanX, meanY] = [mean(points.map(([x]) => x)), mean(points.map(([, y]) => y))];
  const above = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  const below = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  const span = (points.at(-1)?.[0] ?? 0) - (points[0]?.[0] ?? 0);
  return below === 0 || meanY === 0 ? 0 : ((above / below) * span) / meanY;
}
