"use client";
import { useState, useTransition } from "react";
import { Ago } from "@/components/ui/ago";
import { Button } from "@/components/ui/button";
import { cx } from "@/components/ui/cx";
import { FormProblem } from "@/components/ui/form-problem";
import type { ProblemView } from "@/components/ui/problem";
import type { ActionResult, ReceiptView } from "@/components/ui/result";
import { RowKeys } from "@/components/ui/row-keys";
import { Cell, Head, Row, RowLink, Table } from "@/components/ui/table";
import { plural } from "@/components/ui/time";
import { showToast } from "@/components/ui/toast";
import type { ReviewLineView } from "@/lib/reviews";
import { LineBadge } from "./line-badge";
import { holdsWords, kindOf, nameOf } from "./line-words";

type Kept = { readonly kept: number; readonly skipped: number; readonly receipt: ReceiptView };
type LineTableProps = {
  readonly lines: readonly ReviewLineView[];
  readonly names: Readonly<Record<string, string>>;
  /** The address of each line's panel. */
  readonly hrefs: Readonly<Record<string, string>>;
  readonly openId: string | undefined;
  /** Left out for who may not decide, and once the review is closed. */
  readonly keep?: (input: { readonly lines: readonly string[] }) => Promise<ActionResult<Kept>>;
};

/** What holds more than the review says is looked at alone. */
const isFree = (line: ReviewLineView) =>
  line.decision === null && !line.own && !line.gone && !line.grown;

/** The lines of a review: each opens, and those that are left can be chosen and kept together. */
export function LineTable({ lines, names, hrefs, openId, keep }: LineTableProps) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [problem, setProblem] = useState<ProblemView | null>(null);
  const [pending, start] = useTransition();
  const free = keep === undefined ? [] : lines.filter(isFree);
  // What was decided meanwhile is not chosen any more.
  const now = free.filter(({ id }) => chosen.has(id)).map(({ id }) => id);
  const toggle = (id: string) => {
    const next = new Set(now);
    if (!next.delete(id)) next.add(id);
    setChosen(next);
  };
  const run = () =>
    start(async () => {
      if (keep === undefined) return;
      const result = await keep({ lines: now });
      if (!result.ok) return setProblem(result.problem);
      setProblem(null);
      setChosen(new Set());
      const { kept, skipped, receipt } = result.value;
      const detail = `From ledger entry ${receipt.seq} on · request id ${result.requestId}`;
      const left = skipped === 0 ? "" : `, ${skipped} left: more is held now than the review says`;
      showToast("ok", `${plural(kept, "line")} kept${left}`, detail);
    });
  return (
    <>
      {free.length === 0 ? null : (
        <div className="mb-3 flex flex-wrap items-center gap-2">
          <Button
            size="sm"
            onClick={() =>
              setChosen(now.length < free.length ? new Set(free.map(({ id }) => id)) : new Set())
            }
          >
            {now.length < free.length ? "Choose all shown" : "Choose none"}
          </Button>
          <Button
            size="sm"
            variant="primary"
            pending={pending}
            disabled={now.length === 0}
            onClick={run}
          >
            Keep {now.length === 0 ? "those chosen" : plural(now.length, "line")}
          </Button>
          <span className="text-sm text-faint">
            Yours, and what you made, is for others to keep; what holds more now is decided alone.
          </span>
        </div>
      )}
      {problem ? (
        <div className="mb-3">
          <FormProblem problem={problem} />
        </div>
      ) : null}
      <RowKeys>
        <Table aria-label="Lines of the review">
          <thead>
            <tr>
              {free.length === 0 ? null : (
                <Head className="w-9">
                  <span className="sr-only">Chosen</span>
                </Head>
              )}
              <Head>Who or what</Head>
              <Head className="w-56 max-md:hidden">Holds</Head>
              <Head className="w-26 max-lg:hidden">Since</Head>
              <Head className="w-26 max-sm:hidden">Last used</Head>
              <Head className="w-32">Decision</Head>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <Row
                key={line.id}
                open={line.id === openId}
                className={cx(line.gone && "text-muted")}
              >
                {free.length === 0 ? null : (
                  <Cell>
                    {isFree(line) ? (
                      <input
                        type="checkbox"
                        aria-label={`Choose ${line.name}`}
                        className="relative z-10 block size-4 accent-accent"
                        checked={now.includes(line.id)}
                        onChange={() => toggle(line.id)}
                      />
                    ) : null}
                  </Cell>
                )}
                <Cell className="max-w-0 py-2">
                  <RowLink href={hrefs[line.id] ?? ""} className="block truncate">
                    {nameOf(line)}
                  </RowLink>
                  <span className="block truncate text-xs text-faint">
                    {kindOf(line).word}
                    {line.own ? ", yours" : ""}
                    <span className="md:hidden"> · {holdsWords(line, names)}</span>
                  </span>
                </Cell>
                <Cell className="max-w-0 truncate text-sm text-muted max-md:hidden">
                  {holdsWords(line, names)}
                </Cell>
                <Cell className="text-sm text-muted max-lg:hidden">
                  {line.since ? <Ago at={line.since} /> : "Not known"}
                </Cell>
                <Cell className="text-sm text-muted max-sm:hidden">
                  {line.lastUsedAt ? <Ago at={line.lastUsedAt} /> : "Never"}
                </Cell>
                <Cell>
                  <LineBadge line={line} />
                </Cell>
              </Row>
            ))}
          </tbody>
        </Table>
      </RowKeys>
    </>
  );
}
