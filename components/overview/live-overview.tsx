"use client";
import { useQuery } from "@tanstack/react-query";
import { ask, problemOf } from "@/components/live/ask";
import { cx } from "@/components/ui/cx";
import { Section, Stat } from "@/components/ui/facts";
import { withParams } from "@/components/ui/href";
import { count } from "@/components/ui/time";
import type { DecisionSummary } from "@/lib/decisions";
import { OutcomeChart, SERIES } from "./outcome-chart";
import { RANGES, type RangeName, windowOf } from "./range";
import { Refusals } from "./refusals";
import { SeriesTable } from "./series-table";
import { Tools } from "./tools";

type LiveOverviewProps = {
  readonly base: string;
  readonly range: RangeName;
  readonly initial: DecisionSummary;
};

/** What passed and what was refused, asked for again every ten seconds while the page is in sight. */
export function LiveOverview({ base, range, initial }: LiveOverviewProps) {
  const { data, isError, error } = useQuery({
    queryKey: ["summary", range],
    queryFn: ({ signal }) => {
      const { from, to, buckets } = windowOf(range, Date.now());
      const query = { from: from.toISOString(), to: to.toISOString(), buckets };
      return ask("GET /api/v1/decisions/summary", { query }, { signal });
    },
    initialData: initial,
    refetchInterval: 10_000,
  });
  const decisions = `${base}/decisions`;
  const within = { from: data.from, to: data.to };
  const hrefOf = (from: string, to: string) => withParams(decisions, {}, { from, to });
  const judged = data.passed + data.failed + data.refused + data.open;
  return (
    <>
      <div className="rounded-lg border border-line bg-raised">
        <dl className="grid grid-cols-3 divide-x divide-line border-b border-line">
          {SERIES.map(({ key, label, swatch }) => (
            <Stat
              key={key}
              className="px-4 py-3 sm:px-5 sm:py-4"
              label={label}
              value={count(data[key])}
              hint={share(data[key], judged)}
              mark={<span aria-hidden className={cx("size-2.5 rounded-[2px]", swatch)} />}
            />
          ))}
        </dl>
        <div className="px-4 py-4 sm:px-5">
          <OutcomeChart summary={data} range={range} hrefOf={hrefOf} />
          <SeriesTable summary={data} range={range} hrefOf={hrefOf} />
          {isError ? (
            <p role="status" className="mt-2 text-sm text-warn-text">
              The last refresh failed: {problemOf(error).title.toLowerCase()}. These numbers may be
              old.
            </p>
          ) : null}
        </div>
      </div>
      <div className="mt-8 grid gap-x-10 gap-y-8 xl:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
        <Section
          title="Why calls were refused"
          note={`The most frequent rules in ${RANGES[range].words}.`}
        >
          <Refusals refusals={data.refusals} decisions={decisions} within={within} />
        </Section>
        <Section title="Busiest tools" note={`By calls in ${RANGES[range].words}.`}>
          <Tools tools={data.tools} decisions={decisions} within={within} />
        </Section>
      </div>
    </>
  );
}

function share(part: number, all: number): string {
  if (all === 0) return "no calls";
  const percent = (part / all) * 100;
  return `${percent > 0 && percent < 1 ? "under 1" : Math.round(percent)} % of calls`;
}
