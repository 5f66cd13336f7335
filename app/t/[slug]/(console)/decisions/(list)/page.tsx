import { ListChecks, SearchX } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { DecisionPanel } from "@/components/decisions/decision-panel";
import { decisionParams, decisionQuery } from "@/components/decisions/filter";
import { FilterBar } from "@/components/decisions/filter-bar";
import { LiveDecisions } from "@/components/decisions/live-decisions";
import { buttonClass } from "@/components/ui/button";
import { oneParam, type Params, withParams } from "@/components/ui/href";
import { PageHeader } from "@/components/ui/page-header";
import { Sheet } from "@/components/ui/sheet";
import { Empty, Failed } from "@/components/ui/states";
import { utc } from "@/components/ui/time";
import { decisionFilterSchema, getDecision, listDecisions } from "@/lib/decisions";
import { now, toProblem } from "@/lib/kernel";
import { listServers } from "@/lib/servers";
import { readFor, visitor } from "../../../attempt";

export const metadata: Metadata = { title: "Decisions" };

const LIMIT = 50;
const MANY_SERVERS = 200;

type Props = {
  readonly params: Promise<{ slug: string }>;
  readonly searchParams: Promise<Params>;
};

export default async function DecisionsPage({ params, searchParams }: Props) {
  const { base, caller } = await visitor(params);
  const search = await searchParams;
  const path = `${base}/decisions`;
  const filters = decisionParams(search);
  const cursor = oneParam(search.cursor);
  const openId = oneParam(search.open);
  const found = await readFor(caller, async (house) => {
    const query = decisionQuery(filters, now().getTime());
    const filter = decisionFilterSchema.parse({ ...query, cursor, limit: LIMIT });
    const [page, servers, open] = await Promise.all([
      listDecisions(house, caller, filter),
      listServers(house, caller, { limit: MANY_SERVERS }),
      openId === undefined ? null : getDecision(house, caller, openId).catch(unlessUnknown),
    ]);
    return { page, servers: servers.data, open };
  });
  if (!found.ok) {
    return (
      <>
        <Top />
        <Failed problem={found.problem} consequence="What was decided stays decided." />
      </>
    );
  }
  const { page, servers, open } = found.value;
  const filtered = Object.keys(filters).length > 0 || cursor !== undefined;
  return (
    <>
      <Top />
      <FilterBar path={path} params={filters} servers={servers} />
      <LiveDecisions
        path={path}
        params={filters}
        openId={openId}
        cursor={cursor}
        limit={LIMIT}
        initial={page}
        nothing={<Nothing base={base} filtered={filtered} />}
      />
      {openId !== undefined && open === null ? (
        <Sheet closeHref={withParams(path, { ...filters, cursor }, {})} title="Not found">
          <p>No decision of this organisation has the id in the address.</p>
        </Sheet>
      ) : null}
      {open === null ? null : (
        <Sheet
          key={open.id}
          closeHref={withParams(path, { ...filters, cursor }, {})}
          title={open.tool ?? open.method}
          subtitle={`on ${open.serverName}, ${utc(open.at)}`}
        >
          <DecisionPanel base={base} decision={open} />
        </Sheet>
      )}
    </>
  );
}

/** An unknown decision leaves the list standing; anything else is the page's problem. */
function unlessUnknown(thrown: unknown): null {
  if (toProblem(thrown).code === "not_found") return null;
  throw thrown;
}

function Top() {
  return (
    <PageHeader
      title="Decisions"
      purpose="Every call that came to the gate, what became of it, and why. Of arguments only the names are kept."
    />
  );
}

function Nothing({ base, filtered }: { readonly base: string; readonly filtered: boolean }) {
  return filtered ? (
    <Empty
      icon={SearchX}
      title="No decision matches"
      act={
        <Link href={`${base}/decisions`} className={buttonClass()}>
          Clear the filters
        </Link>
      }
    >
      Nothing that was decided fits all of these filters.
    </Empty>
  ) : (
    <Empty
      icon={ListChecks}
      title="Nothing was decided yet"
      act={
        <Link href={`${base}/servers`} className={buttonClass({ variant: "primary" })}>
          Go to servers
        </Link>
      }
    >
      Each call an agent makes through the gate appears here within seconds, allowed or refused,
      with the rule that decided it.
    </Empty>
  );
}
