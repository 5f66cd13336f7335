import { CircleCheck, ClipboardCheck } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { DecideLine } from "@/components/reviews/decide-line";
import { LinePanel } from "@/components/reviews/line-panel";
import { LineTable } from "@/components/reviews/line-table";
import { kindOf, nameOf, removal } from "@/components/reviews/line-words";
import { buttonClass } from "@/components/ui/button";
import { oneParam, type Params, withParams } from "@/components/ui/href";
import { PageHeader } from "@/components/ui/page-header";
import { Segments } from "@/components/ui/segments";
import { Sheet } from "@/components/ui/sheet";
import { Empty, Failed } from "@/components/ui/states";
import { LINE_STATES, type LineFilter, type ReviewLineView, SUBJECT_KINDS } from "@/lib/reviews";
import { readFor, visitor } from "../../../attempt";
import { permit } from "../../permit";
import { decide, keep } from "../actions";
import { readReview } from "../read";
import { ReviewTop } from "./top";

export const metadata: Metadata = { title: "Review" };

type Props = {
  readonly params: Promise<{ slug: string; review: string }>;
  readonly searchParams: Promise<Params>;
};

const STATES: readonly [NonNullable<LineFilter["state"]> | "all", string][] = [
  ["open", "To decide"],
  ["keep", "Kept"],
  ["remove", "To go or gone"],
  ["asked", "Still to go"],
  ["all", "All"],
];
const KINDS: readonly [LineFilter["kind"], string][] = [
  [undefined, "Everything"],
  ["member", "Members"],
  ["api-key", "API keys"],
  ["grant", "Grants"],
];

export default async function ReviewPage({ params, searchParams }: Props) {
  const { slug, base, caller } = await visitor(params);
  const { review: id } = await params;
  const search = await searchParams;
  const path = `${base}/reviews/${id}`;
  const show = STATES.find(([name]) => name === oneParam(search.show))?.[0] ?? "open";
  const kind = SUBJECT_KINDS.find((one) => one === oneParam(search.kind));
  const cursor = oneParam(search.cursor);
  const openId = oneParam(search.open);
  const reading = permit(caller, "reviews:read");
  if (!reading.may) {
    return (
      <>
        <PageHeader title="Review" />
        <Empty icon={ClipboardCheck} title="Your role may not see reviews of access">
          {reading.why}
        </Empty>
      </>
    );
  }
  const state = LINE_STATES.find((one) => one === show);
  const found = await readFor(caller, (house) =>
    readReview(house, caller, id, { state, kind, cursor, openId }),
  );
  if (!found.ok) {
    return (
      <>
        <PageHeader title="Review" back={{ href: `${base}/reviews`, label: "Reviews" }} />
        <Failed problem={found.problem} consequence="Nothing that was decided is lost." />
      </>
    );
  }
  const { review, lines, open, people, names } = found.value;
  const writing = permit(caller, "reviews:write");
  const closed = review.closedAt !== null;
  const shown = { show: show === "open" ? undefined : show, kind };
  const here = { ...shown, cursor };
  const hrefOf = (line: string) => withParams(path, here, { open: line });
  const listHref = withParams(path, here, {});
  const left = lines.data.filter((line) => line.decision === null && !line.own && !line.gone);
  const next = left.find((line) => line.id !== open?.id);
  return (
    <>
      <ReviewTop {...{ slug, base, caller, review, people, names }} />
      <div className="mb-3 flex flex-wrap gap-x-4 gap-y-2">
        <div className="max-w-full overflow-x-auto">
          <Segments
            label="Which lines"
            items={STATES.map(([name, label]) => ({
              href: withParams(path, { kind }, { show: name === "open" ? undefined : name }),
              label,
              current: name === show,
            }))}
          />
        </div>
        <div className="max-w-full overflow-x-auto">
          <Segments
            label="About what"
            items={KINDS.filter(([one]) => one === undefined || review.subjects.includes(one)).map(
              ([one, label]) => ({
                href: withParams(path, { show: shown.show }, { kind: one }),
                label,
                current: one === kind,
              }),
            )}
          />
        </div>
      </div>
      {lines.data.length === 0 ? (
        <Empty
          icon={CircleCheck}
          title={show === "open" ? "Nothing is left to decide" : "None here"}
        >
          {show === "open"
            ? "What was asked to go must have gone before the review closes."
            : "No line of this review stands so."}
        </Empty>
      ) : (
        <LineTable
          key={`${show} ${kind} ${cursor}`}
          lines={lines.data}
          names={names}
          hrefs={Object.fromEntries(lines.data.map((line) => [line.id, hrefOf(line.id)]))}
          openId={open?.id}
          keep={writing.may && !closed ? keep.bind(null, slug, id) : undefined}
        />
      )}
      {lines.nextCursor === null ? null : (
        <nav aria-label="Pages" className="mt-4 flex justify-end">
          <Link
            href={withParams(path, shown, { cursor: lines.nextCursor })}
            className={buttonClass()}
          >
            More
          </Link>
        </nav>
      )}
      {openId === undefined ? null : open === null ? (
        <Sheet closeHref={listHref} title="Not found">
          <p>This review has no line with the id in the address.</p>
        </Sheet>
      ) : (
        <Sheet
          key={open.id}
          closeHref={listHref}
          title={nameOf(open)}
          subtitle={`${kindOf(open).word} in ${review.name}`}
        >
          <LinePanel base={base} line={open} names={names}>
            {refusal(open) ?? (
              <DecideLine
                name={nameOf(open)}
                removal={removal(open)}
                asked={open.decision === "remove"}
                own={open.own}
                version={open.now?.version ?? null}
                grown={open.grown}
                nextHref={next === undefined ? listHref : hrefOf(next.id)}
                decide={decide.bind(null, slug, id, open.id)}
              />
            )}
          </LinePanel>
        </Sheet>
      )}
    </>
  );

  /** Why there is no decision to take; the use case judges again. */
  function refusal(line: ReviewLineView) {
    const why = closed
      ? "The review is closed."
      : line.done
        ? "This line was decided, and it is done."
        : line.subject === caller.actor
          ? "This is you. Nobody decides on themselves: another reviewer does."
          : writing.may
            ? null
            : writing.why;
    return why === null ? null : <p className="text-muted">{why}</p>;
  }
}
