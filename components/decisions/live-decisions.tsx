"use client";
import { useQuery } from "@tanstack/react-query";
import { Pause, Play } from "lucide-react";
import Link from "next/link";
import { type ReactNode, useState } from "react";
import { ask, problemOf } from "@/components/live/ask";
import { Button, buttonClass } from "@/components/ui/button";
import { cx } from "@/components/ui/cx";
import { type Params, withParams } from "@/components/ui/href";
import { plural } from "@/components/ui/time";
import type { DecisionView } from "@/lib/decisions";
import { DecisionTable } from "./decision-table";
import { type DecisionParams, decisionQuery } from "./filter";

type Page = { readonly data: readonly DecisionView[]; readonly nextCursor: string | null };

type LiveDecisionsProps = {
  readonly path: string;
  readonly params: DecisionParams;
  readonly openId: string | undefined;
  readonly cursor: string | undefined;
  readonly limit: number;
  readonly initial: Page;
  /** What stands here while nothing matches; the list goes on looking. */
  readonly nothing: ReactNode;
};

const EVERY_MS = 3000;

/** The list of decisions. Its first page follows what happens, until it is paused. */
export function LiveDecisions({
  path,
  params,
  openId,
  cursor,
  limit,
  initial,
  nothing,
}: LiveDecisionsProps) {
  const [paused, setPaused] = useState(false);
  const first = cursor === undefined;
  const live = first && !paused;
  const { data, isError, error } = useQuery({
    queryKey: ["decisions", params, cursor ?? null],
    queryFn: ({ signal }) => {
      const query = { ...decisionQuery(params, Date.now()), limit: String(limit) };
      return ask<Page>(withParams("/api/v1/decisions", {}, query), { signal });
    },
    initialData: initial,
    enabled: live,
    refetchInterval: EVERY_MS,
  });
  const here: Params = { ...params, cursor };
  // The route's cursor is its own; the page's is the id of the last row.
  const next = data.nextCursor === null ? undefined : data.data.at(-1)?.id;
  return (
    <>
      <div className="mb-1 flex h-9 items-center justify-between gap-4 text-sm">
        <p className="text-faint" role="status">
          {isError && live ? (
            <span className="text-warn-text">
              Not refreshing: {problemOf(error).title.toLowerCase()}
            </span>
          ) : (
            plural(data.data.length, "decision") + (next ? ", more below" : "")
          )}
        </p>
        {first ? (
          <span className="flex items-center gap-1.5 text-muted">
            <LiveDot live={live && !isError} />
            {paused ? "Paused" : "Live"}
            <Button
              size="sm"
              variant="quiet"
              icon={paused ? <Play aria-hidden /> : <Pause aria-hidden />}
              onClick={() => setPaused(!paused)}
            >
              {paused ? "Resume" : "Pause"}
            </Button>
          </span>
        ) : null}
      </div>
      {data.data.length === 0 ? (
        nothing
      ) : (
        <DecisionTable
          decisions={data.data}
          openId={openId}
          hrefOf={(id) => withParams(path, here, { open: id })}
        />
      )}
      <nav aria-label="Pages" className="mt-4 flex gap-2">
        {first ? null : (
          <Link href={withParams(path, params, {})} className={buttonClass()}>
            Newest
          </Link>
        )}
        {next ? (
          <Link href={withParams(path, params, { cursor: next })} className={buttonClass()}>
            Older
          </Link>
        ) : null}
      </nav>
    </>
  );
}

function LiveDot({ live }: { readonly live: boolean }) {
  return (
    <span
      aria-hidden
      className={cx("size-1.5 rounded-full", live ? "animate-pulse bg-ok-text" : "bg-control")}
    />
  );
}
