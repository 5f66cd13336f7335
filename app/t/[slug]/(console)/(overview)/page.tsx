import type { Metadata } from "next";
import { RefreshWhile } from "@/components/live/refresh-while";
import { Degraded } from "@/components/overview/degraded";
import { FirstCall } from "@/components/overview/first-call";
import { LiveOverview } from "@/components/overview/live-overview";
import { RANGES, type RangeName, rangeFrom, windowOf } from "@/components/overview/range";
import { ReviewsDue } from "@/components/overview/reviews-due";
import { Things } from "@/components/overview/things";
import { oneParam, type Params, withParams } from "@/components/ui/href";
import { PageHeader } from "@/components/ui/page-header";
import { Segments } from "@/components/ui/segments";
import { Failed } from "@/components/ui/states";
import { listDecisions, summariseDecisions } from "@/lib/decisions";
import { listDegradedDirectories } from "@/lib/directory";
import { listFailingProviders } from "@/lib/identity";
import { now } from "@/lib/kernel";
import { readFor, visitor } from "../../attempt";
import { reviewsThatWait } from "./reviews";
import { stateOfThings } from "./things";

export const metadata: Metadata = { title: "Overview" };

type Props = {
  readonly params: Promise<{ slug: string }>;
  readonly searchParams: Promise<Params>;
};

export default async function OverviewPage({ params, searchParams }: Props) {
  const { base, caller } = await visitor(params);
  const range = rangeFrom(oneParam((await searchParams).range));
  const found = await readFor(caller, async (house) => {
    const [summary, newest, failing, directories, reviews, state] = await Promise.all([
      summariseDecisions(house, caller, windowOf(range, now().getTime())),
      listDecisions(house, caller, { limit: 1 }),
      listFailingProviders(house, caller),
      listDegradedDirectories(house, caller),
      reviewsThatWait(house, caller),
      stateOfThings(house, caller, base),
    ]);
    const evaluation = house.config.mode === "evaluation";
    return {
      summary,
      failing,
      directories,
      reviews,
      untouched: newest.data.length === 0,
      evaluation,
      ...state,
    };
  });
  return (
    <>
      <PageHeader
        title="Overview"
        purpose="What passed the gate, what was refused, and why."
        act={<Ranges base={base} range={range} />}
      />
      {found.ok ? (
        <>
          <Degraded
            base={base}
            providers={found.value.failing}
            directories={found.value.directories}
          />
          <ReviewsDue base={base} reviews={found.value.reviews} />
          <Things things={found.value.things} />
          <RefreshWhile waiting={found.value.untouched} />
          {found.value.untouched ? (
            <FirstCall base={base} {...found.value} />
          ) : (
            <LiveOverview key={range} base={base} range={range} initial={found.value.summary} />
          )}
        </>
      ) : (
        <Failed
          problem={found.problem}
          consequence="Nothing was changed; calls are judged by the gate, not by this page."
        />
      )}
    </>
  );
}

function Ranges({ base, range }: { readonly base: string; readonly range: RangeName }) {
  return (
    <Segments
      label="Time range"
      items={Object.entries(RANGES).map(([name, { label }]) => ({
        href: withParams(base, {}, { range: name === "day" ? undefined : name }),
        label,
        current: name === range,
      }))}
    />
  );
}
