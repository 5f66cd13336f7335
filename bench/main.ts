/*
 * The bench: raises a house of its own, measures it beside its contenders, and holds what came out
 * against the targets.
 */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { dim, line, red } from "../bin/make/screen.mjs";
import { type House, raiseHouse } from "./house/raise-house";
import { describeMachine } from "./machine";
import type { Pace } from "./pace";
import { printResult, printTargets } from "./print";
import type { Result } from "./result";
import { benchGate, setStage } from "./suites/gate";
import { benchGrowth } from "./suites/growth";
import { benchLedger } from "./suites/ledger";
import { benchLookUps } from "./suites/look-up";
import { benchSignIns } from "./suites/sign-in";
import { soak, tellingMemory } from "./suites/soak";
import { benchTokens } from "./suites/tokens";
import { judge } from "./targets";

const USAGE = `npm run bench -- [options]

  --json FILE       write {machine, at, results} there
  --only NAME       these figures only: a whole name, or a beginning such as gate or ledger;
                    may stand several times
  --rounds N        rounds of every measurement (5)
  --seconds N       how long each contender is measured in a round (1.5)
  --no-peers        leave out the proxies of others, which are installed where they are missing
  --no-growth       leave out gate.growth, which fills a tenant with a million decisions first
  --profile FOLDER  write processor profiles of the gate and of what drives the rest there
                    (.cpuprofile, for a browser's tools)
  --soak MINUTES    no figures: 32 callers for so long, and whether memory, sockets and sessions
                    stay flat`;

const { values } = parseArgs({
  options: {
    json: { type: "string" },
    only: { type: "string", multiple: true },
    rounds: { type: "string", default: "5" },
    seconds: { type: "string", default: "1.5" },
    "no-peers": { type: "boolean", default: false },
    "no-growth": { type: "boolean", default: false },
    profile: { type: "string" },
    soak: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

/** Whether a figure was asked for. */
function only(name: string): boolean {
  const asked = values.only ?? [];
  return asked.length === 0 || asked.some((one) => name === one || name.startsWith(`${one}.`));
}

/** A profile is Node's own. */
function profiling(): string[] {
  return values.profile === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${values.profile}`];
}

/** A soak asks the gate for its heap. */
function gateFlags(): string[] {
  return [...(values.soak === undefined ? [] : tellingMemory()), ...profiling()];
}

async function measure(house: House): Promise<boolean> {
  const pace: Pace = {
    rounds: Number(values.rounds),
    slotMs: Number(values.seconds) * 1000,
    warmUpMs: 300,
  };
  const stage = await setStage(house, gateFlags());
  if (values.soak !== undefined) return await soak(house, stage, Number(values.soak));
  const results: Result[] = [];
  const say = (doing: string) => line(`\n  ${dim(doing)}`);
  const add = (more: Result[]) => {
    for (const result of more) printResult(result);
    results.push(...more);
  };
  if (["gate.c1", "gate.c8", "gate.c32"].some(only))
    add(await benchGate(house, stage, pace, { peers: !values["no-peers"], only }));
  add(await benchLedger(house, stage.upstreamUrl, pace, only));
  add(await benchLookUps(house, stage.upstreamUrl, pace, only));
  add(await benchSignIns(house, pace, only));
  add(await benchTokens(house, stage.upstreamUrl, pace, only));
  if (!values["no-growth"] && only("gate.growth")) add(await benchGrowth(house, stage, pace, say));
  printTargets(judge(results));
  if (values.json !== undefined) {
    const written = { machine: describeMachine(house), at: new Date().toISOString(), results };
    writeFileSync(values.json, `${JSON.stringify(written, null, 2)}\n`);
    line(`\n  written to ${values.json}`);
  }
  return true;
}

async function run(): Promise<number> {
  if (values.help) {
    line(USAGE);
    return 0;
  }
  const begun = performance.now();
  const house = await raiseHouse(profiling());
  process.once("SIGINT", () => void house.fall().finally(() => process.exit(130)));
  try {
    const well = await measure(house);
    line(`\n  in ${Math.round((performance.now() - begun) / 1000)} s\n`);
    return well ? 0 : 1;
  } finally {
    await house.fall();
  }
}

run().then(
  (code) => process.exit(code),
  (error: unknown) => {
    line(`\n${red(error instanceof Error ? (error.stack ?? error.message) : String(error))}\n`);
    process.exit(1);
  },
);
