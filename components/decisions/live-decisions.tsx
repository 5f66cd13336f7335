"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Pause, Play } from "lucide-react";
import { type ReactNode, useState } from "react";
import { ask, problemOf } from "@/components/live/ask";
import { Button } from "@/components/ui/button";
import { cx } from "@/components/ui/cx";
import { type Params, withParams } from "@/components/ui/href";
import { PageLinks } from "@/components/ui/page-links";
import { count, plural } from "@/components/ui/time";
import { DecisionTable } from "./decision-table";
import { type DecisionParams, decisionQuery } from "./filter";
import { followTail, newSince, type TailPage } from "./tail";

type LiveDecisionsProps = {
  readonly path: string;
  readonly params: DecisionParams;
  readonly openId: string | undefined;
  readonly cursor: string | undefined;
  readonly limit: number;
  readonly initial: TailPage;
  /** What stands here while nothing matches; the list goes on looking. */
  readonly nothing: ReactNode;
};

const EVERY_MS = 3000;

/**
 * The list of decisions. Its first page follows what happens. Paused, it holds still and goes on
 * collecting, so that nothing is missing when it goes on.
 */
export function LiveDecisions({
  path,
  params,
  openId,
  cursor,
  limit,
  initial,
  nothing,
}: LiveDecisionsProps) {
  const [held, setHeld] = useState<TailPage | null>(null);
  const client = useQueryClient();
  const first = cursor === undefined;
  const paused = held !== null;
  const queryKey = ["decisions", params, cursor ?? null];
  const { data, isError, error } = useQuery({
    queryKey,
    queryFn: ({ signal }) => {
      const query = { ...decisionQuery(params, Date.now()), limit };
      const known = client.getQueryData<TailPage>(queryKey) ?? initial;
      return followTail(known, (at) =>
        ask("GET /api/v1/decisions", { query: { ...query, cursor: at ?? undefined } }, { signal }),
      );
    },
    initialData: initial,
    enabled: first,
    refetchInterval: EVERY_MS,
  });
  const shown = held ?? data;
  const waiting = held === null ? 0 : newSince(held.data, data.data);
  const here: Params = { ...params, cursor };
  // The route's cursor is its own; the page's is the id of the last row.
  const next = shown.nextCursor === null ? undefined : shown.data.at(-1)?.id;
  return (
    <>
      <div className="mb-1 flex h-9 items-center justify-between gap-4 text-sm">
        <p className="text-faint" role="status">
          {isError && first ? (
            <span className="text-warn-text">
              Not refreshing: {problemOf(error).title.toLowerCase()}
            </span>
          ) : (
            plural(shown.data.length, "decision") + (next ? ", more below" : "")
          )}
        </p>
        {first ? (
          <span className="flex items-center gap-1.5 text-muted">
            <LiveDot live={!paused && !isError} />
            {paused ? `Paused${waiting > 0 ? `, ${count(waiting)} new` : ""}` : "Live"}
            <Button
              size="sm"
              variant="quiet"
              icon={paused ? <Play aria-hidden /> : <Pause aria-hidden />}
              onClick={() => setHeld(paused ? null : data)}
            >
              {paused ? "Resume" : "Pause"}
            </Button>
          </span>
        ) : null}
      </div>
      {shown.data.length === 0 ? (
        nothing
      ) : (
        <DecisionTable
          decisions={shown.data}
          openId={openId}
          hrefOf={(id) => withParams(path, here, { open: id })}
        />
      )}
      <PageLinks
        byTime
        first={first ? null : withParams(path, params, {})}
        next={next ? withParams(path, params, { cursor: next }) : null}
      />
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
