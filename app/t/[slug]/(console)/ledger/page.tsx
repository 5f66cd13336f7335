import { ScrollText, SearchX } from "lucide-react";
import type { Metadata } from "next";
import { EntryFilter } from "@/components/ledger/entry-filter";
import { EntryPanel } from "@/components/ledger/entry-panel";
import { EntryTable } from "@/components/ledger/entry-table";
import { ENTRY_WORDS, entryWords } from "@/components/ledger/entry-words";
import { Verify } from "@/components/ledger/verify";
import { Ago } from "@/components/ui/ago";
import { Id } from "@/components/ui/copy-button";
import { oneParam, type Params, withParams } from "@/components/ui/href";
import { PageHeader } from "@/components/ui/page-header";
import { PageLinks } from "@/components/ui/page-links";
import { Sheet } from "@/components/ui/sheet";
import { Empty, Failed } from "@/components/ui/states";
import { count, plural } from "@/components/ui/time";
import type { LedgerHeadView } from "@/lib/ledger";
import { readFor, visitor } from "../../attempt";
import { readLedger } from "./read";

export const metadata: Metadata = { title: "Ledger" };

type Props = {
  readonly params: Promise<{ slug: string }>;
  readonly searchParams: Promise<Params>;
};

export default async function LedgerPage({ params, searchParams }: Props) {
  const { slug, base, caller } = await visitor(params);
  const search = await searchParams;
  const path = `${base}/ledger`;
  const named = oneParam(search.type);
  const type = named !== undefined && Object.hasOwn(ENTRY_WORDS, named) ? named : undefined;
  const cursor = oneParam(search.before);
  const request = oneParam(search.request);
  const view = {
    type,
    requestId: request,
    before: seqFrom(cursor),
    openSeq: seqFrom(oneParam(search.entry)),
  };
  const found = await readFor(caller, (house) => readLedger(house, caller, view));
  const top = (
    <PageHeader
      title="Ledger"
      purpose="Every decision and every change, each entry chained to the one before it. Nothing is ever changed or removed."
    />
  );
  if (!found.ok) {
    return (
      <>
        {top}
        <Failed problem={found.problem} consequence="The ledger itself was not touched." />
      </>
    );
  }
  const { head, entries, more, open, names } = found.value;
  const filters = { type, request };
  const here = { ...filters, before: cursor };
  return (
    <>
      {top}
      {head === null ? (
        <Empty icon={ScrollText} title="The ledger is empty">
          The first sign-in, change or governed call begins it.
        </Empty>
      ) : (
        <>
          <HeadOfLog slug={slug} head={head} path={path} />
          <div className="mb-1 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
            <EntryFilter path={path} params={filters} />
            <p className="text-sm text-faint">{plural(entries.length, "entry", "entries")} shown</p>
          </div>
          {entries.length === 0 ? (
            <Empty icon={SearchX} title="No entry matches">
              Nothing in the ledger fits these filters.
            </Empty>
          ) : (
            <EntryTable
              entries={entries}
              names={names}
              openSeq={view.openSeq}
              hrefOf={(seq) => withParams(path, here, { entry: String(seq) })}
            />
          )}
          <PageLinks
            byTime
            first={cursor === undefined ? null : withParams(path, filters, {})}
            next={more ? withParams(path, filters, { before: String(entries.at(-1)?.seq) }) : null}
          />
        </>
      )}
      {open === null ? null : (
        <Sheet
          key={open.seq}
          closeHref={withParams(path, here, {})}
          title={entryWords(open.type)}
          subtitle={`Entry ${count(open.seq)}`}
        >
          <EntryPanel base={base} tenantId={caller.tenantId} entry={open} names={names} />
        </Sheet>
      )}
    </>
  );
}

/** Where the log ends, and the button that checks all of it. */
function HeadOfLog(props: {
  readonly slug: string;
  readonly head: LedgerHeadView;
  readonly path: string;
}) {
  const { slug, head, path } = props;
  return (
    <section
      aria-label="State of the ledger"
      className="mb-8 rounded-lg border border-line bg-raised"
    >
      <dl className="grid gap-x-8 gap-y-3 border-b border-line px-4 py-4 sm:grid-cols-[auto_auto_minmax(0,1fr)] sm:px-5">
        <div>
          <dt className="text-sm text-muted">Entries</dt>
          <dd className="tabular text-2xl font-semibold tracking-[-0.02em]">{count(head.size)}</dd>
        </div>
        <div>
          <dt className="text-sm text-muted">Newest</dt>
          <dd className="leading-8">
            <Ago at={head.at} />
          </dd>
        </div>
        <div className="min-w-0">
          <dt className="text-sm text-muted">Head, number {count(head.seq)}</dt>
          <dd className="leading-8">
            <Id value={head.leaf} label="Copy the head's leaf hash" />
          </dd>
        </div>
      </dl>
      <div className="px-4 py-4 sm:px-5">
        <Verify slug={slug} size={head.size} hrefOf={path} />
      </div>
    </section>
  );
}

function seqFrom(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
