"use client";
import { useRouter } from "next/navigation";
import { type PointerEvent, useState } from "react";
import { count } from "@/components/ui/time";
import type { DecisionSummary } from "@/lib/decisions";
import { axisLabel, niceTop, RANGES, type RangeName, stepLabel } from "./range";

type Step = DecisionSummary["series"][number];

const HEIGHT = 200;
const SLOT = 20;

export const SERIES = [
  { key: "passed", label: "Passed", fill: "fill-mark-passed", swatch: "bg-mark-passed" },
  { key: "failed", label: "Failed", fill: "fill-mark-failed", swatch: "bg-mark-failed" },
  { key: "refused", label: "Refused", fill: "fill-mark-refused", swatch: "bg-mark-refused" },
] as const;

type ChartProps = {
  readonly summary: DecisionSummary;
  readonly range: RangeName;
  /** Leads to the decisions of one step. */
  readonly hrefOf: (fromIso: string, toIso: string) => string;
};

/**
 * Decisions over time by outcome, stacked. Plain SVG: one shape a page does not justify the weight
 * of a chart library. The table beneath holds the same numbers for those who do not see it.
 */
export function OutcomeChart({ summary, range, hrefOf }: ChartProps) {
  const router = useRouter();
  const [at, setAt] = useState<number | null>(null);
  const { series } = summary;
  const top = niceTop(Math.max(...series.map((step) => step.passed + step.refused + step.failed)));
  const endOf = (index: number) => series[index + 1]?.at ?? summary.to;
  const shown = at === null ? undefined : series[at];
  const stepAt = (event: PointerEvent<SVGSVGElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const index = Math.floor(((event.clientX - box.left) / box.width) * series.length);
    return Math.min(series.length - 1, Math.max(0, index));
  };
  return (
    <figure>
      <figcaption className="mb-3 flex flex-wrap items-center justify-between gap-x-6 gap-y-1 text-sm">
        <span className="text-muted">Calls in each {RANGES[range].each}</span>
        <span className="tabular text-muted">
          {shown && at !== null
            ? `${stepLabel(shown.at, range)}–${endOf(at).slice(11, 16)}: ${describe(shown)}`
            : "Times in UTC"}
        </span>
      </figcaption>
      <div className="grid grid-cols-[2.25rem_1fr] grid-rows-[11rem_auto] sm:grid-rows-[13rem_auto]">
        <div aria-hidden className="tabular relative text-xs text-faint">
          <span className="absolute -top-2">{count(top)}</span>
          <span className="absolute top-1/2 -mt-2">{count(top / 2)}</span>
          <span className="absolute -bottom-2">0</span>
        </div>
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: the table beneath has a link for every step */}
        <svg
          viewBox={`0 0 ${series.length * SLOT} ${HEIGHT}`}
          preserveAspectRatio="none"
          className="size-full cursor-pointer touch-pan-y"
          role="img"
          aria-label={`Decisions by outcome over ${RANGES[range].words}. The table below has the numbers.`}
          onPointerMove={(event) => setAt(stepAt(event))}
          onPointerLeave={() => setAt(null)}
          onClick={() => {
            if (shown && at !== null) router.push(hrefOf(shown.at, endOf(at)));
          }}
        >
          {at === null ? null : (
            <rect x={at * SLOT} width={SLOT} height={HEIGHT} className="fill-active" />
          )}
          {[0.5, HEIGHT / 2, HEIGHT - 0.5].map((y) => (
            <line
              key={y}
              x2={series.length * SLOT}
              y1={y}
              y2={y}
              className="stroke-line"
              vectorEffect="non-scaling-stroke"
            />
          ))}
          {series.map((step, index) => (
            <Bar key={step.at} step={step} x={index * SLOT} scale={HEIGHT / top} />
          ))}
        </svg>
        <div aria-hidden className="tabular col-start-2 mt-2 flex text-xs text-faint">
          {axisSteps(series, range).map((step) => (
            <span key={step.at} className="flex-1 truncate">
              {axisLabel(step.at, range)}
            </span>
          ))}
        </div>
      </div>
    </figure>
  );
}

function Bar(props: { readonly step: Step; readonly x: number; readonly scale: number }) {
  let y = HEIGHT;
  return SERIES.map(({ key, fill }) => {
    const height = props.step[key] * props.scale;
    y -= height;
    return height === 0 ? null : (
      <rect
        key={key}
        x={props.x + SLOT * 0.14}
        y={y}
        width={SLOT * 0.72}
        height={height}
        className={fill}
      />
    );
  });
}

/** "12 passed, 1 failed, 3 refused", and what is still open if anything is. */
function describe(step: Step): string {
  const open = step.open > 0 ? `, ${count(step.open)} open` : "";
  return `${count(step.passed)} passed, ${count(step.failed)} failed, ${count(step.refused)} refused${open}`;
}

/** The steps an axis names: evenly apart, the first of them at its left end. */
function axisSteps(series: readonly Step[], range: RangeName): Step[] {
  const every = Math.max(1, Math.round(series.length / RANGES[range].labels));
  return series.filter((_, index) => index % every === 0);
}
