import { ClipboardCheck, SearchX } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { BeginReview } from "@/components/reviews/begin-review";
import { ReviewTable } from "@/components/reviews/review-table";
import { buttonClass } from "@/components/ui/button";
import { oneParam, type Params, withParams } from "@/components/ui/href";
import { PageHeader } from "@/components/ui/page-header";
import { NotPermitted } from "@/components/ui/permitted";
import { Segments } from "@/components/ui/segments";
import { Empty, Failed } from "@/components/ui/states";
import { now } from "@/lib/kernel";
import { readFor, visitor } from "../../../attempt";
import { permit } from "../../permit";
import { begin } from "../actions";
import { readReviews } from "../read";

export const metadata: Metadata = { title: "Reviews" };

type Props = {
  readonly params: Promise<{ slug: string }>;
  readonly searchParams: Promise<Params>;
};

const VIEWS = {
  open: { label: "Open", nothing: "No review of access is open." },
  overdue: { label: "Overdue", nothing: "No review is open after its date." },
  closed: { label: "Closed", nothing: "No review was closed yet." },
} as const;
const isView = (name: string): name is keyof typeof VIEWS => Object.hasOwn(VIEWS, name);

export default async function ReviewsPage({ params, searchParams }: Props) {
  const { slug, base, caller } = await visitor(params);
  const search = await searchParams;
  const path = `${base}/reviews`;
  const named = oneParam(search.show) ?? "open";
  const show = isView(named) ? named : "open";
  const cursor = oneParam(search.cursor);
  const reading = permit(caller, "reviews:read");
  if (!reading.may) {
    return (
      <>
        <Top />
        <Empty icon={ClipboardCheck} title="Your role may not see reviews of access">
          {reading.why}
        </Empty>
      </>
    );
  }
  const found = await readFor(caller, (house) =>
    readReviews(house, caller, { state: show, cursor }),
  );
  if (!found.ok) {
    return (
      <>
        <Top />
        <Failed problem={found.problem} consequence="Nothing that was decided is lost." />
      </>
    );
  }
  const { page, people, names } = found.value;
  const writing = permit(caller, "reviews:write");
  const shown = { show: show === "open" ? undefined : show };
  return (
    <>
      <Top>
        {writing.may ? (
          <BeginReview base={base} people={people} begin={begin.bind(null, slug)} />
        ) : (
          <NotPermitted why={writing.why}>Begin a review</NotPermitted>
        )}
      </Top>
      <div className="mb-1 flex">
        <Segments
          label="Which reviews"
          items={Object.entries(VIEWS).map(([name, { label }]) => ({
            href: withParams(path, {}, { show: name === "open" ? undefined : name }),
            label,
            current: name === show,
          }))}
        />
      </div>
      {page.data.length === 0 ? (
        show === "open" && cursor === undefined ? (
          <Empty icon={ClipboardCheck} title="Nothing is under review">
            A review lists who may do what at one moment: members, API keys and grants. Each line is
            kept, or taken away at once, by a date; whoever has not decided by then is reminded.
          </Empty>
        ) : (
          <Empty icon={SearchX} title="None here">
            {VIEWS[show].nothing}
          </Empty>
        )
      ) : (
        <ReviewTable
          reviews={page.data}
          names={names}
          hrefOf={(id) => `${path}/${id}`}
          nowMs={now().getTime()}
        />
      )}
      {page.nextCursor === null ? null : (
        <nav aria-label="Pages" className="mt-4 flex justify-end">
          <Link
            href={withParams(path, shown, { cursor: page.nextCursor })}
            className={buttonClass()}
          >
            Older
          </Link>
        </nav>
      )}
    </>
  );
}

function Top({ children }: { readonly children?: React.ReactNode }) {
  return (
    <PageHeader
      title="Reviews"
      purpose="Who may do what, looked at again: each line is kept or taken away by a date, and never by whom it is about."
      act={children}
    />
  );
}
