import { bold, dim, green, line, yellow } from "../bin/make/screen.mjs";
import type { Result } from "./result";
import type { Judged } from "./targets";

const NAME = 31;
const FIGURE = 12;

/** Writes one result: its figure, what stands beside it, and who used the processors. */
export function printResult(result: Result): void {
  const { name, unit, value, p50_ms, p99_ms, added_p50_ms } = result;
  const added = added_p50_ms === undefined ? "" : `, ${added_p50_ms} ms over naive`;
  line(
    `\n  ${bold(name)}  ${figure(value)} ${unit}  ${dim(`p50 ${p50_ms} ms, p99 ${p99_ms} ms${added}`)}`,
  );
  for (const [other, rate] of Object.entries(result.beside ?? {})) {
    const times = `× ${result.ratios[other]}`;
    line(
      `    ${other.padEnd(NAME)} ${figure(rate).padStart(FIGURE)}  ${times.padEnd(FIGURE)} ${dim(cpuOf(result, other))}`,
    );
  }
  const own = Object.keys(result.cpu_us ?? {}).find((who) => !(who in (result.beside ?? {})));
  if (own !== undefined)
    line(
      `    ${own.padEnd(NAME)} ${figure(value).padStart(FIGURE)}  ${"".padEnd(FIGURE)} ${dim(cpuOf(result, own))}`,
    );
}

function cpuOf(result: Result, who: string): string {
  const cpu = Object.entries(result.cpu_us?.[who] ?? {});
  return cpu.length === 0
    ? ""
    : `cpu µs a piece: ${cpu.map(([name, us]) => `${name} ${us}`).join(", ")}`;
}

/** Writes every target, and by how much each is missed. */
export function printTargets(judged: readonly Judged[]): void {
  if (judged.length === 0) return;
  line(`\n  ${bold("Targets")}`);
  for (const { name, figure: what, value, wanted, met, missedBy } of judged) {
    const verdict = met ? green("met") : yellow(`missed by ${Math.round(missedBy * 100)} %`);
    line(
      `    ${name.padEnd(20)} ${what.padEnd(NAME)} ${String(value).padStart(8)} of ${String(wanted).padEnd(5)} ${verdict}`,
    );
  }
}

function figure(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString("en") : String(value);
}
