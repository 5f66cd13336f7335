import type { Tx } from "@/lib/db";
import type { Shown } from "@/lib/kernel";
import type { decisionCountsSchema } from "./decision.schema";
import { earliestId } from "./decision-view";

export type DecisionCounts = Shown<typeof decisionCountsSchema>;

export type CountedDecisions = {
  /** By step; a step in which nothing happened is not there. */
  readonly steps: ReadonlyMap<number, DecisionCounts>;
  readonly tools: readonly (DecisionCounts & {
    readonly serverId: string;
    readonly tool: string | null;
  })[];
  readonly refusals: readonly {
    readonly serverId: string;
    readonly tool: string | null;
    readonly rule: string;
    readonly count: number;
    readonly lastAt: Date;
    /** The newest decision by the rule. */
    readonly lastId: string;
  }[];
};

type Row = {
  kind: "step" | "tool" | "rule";
  step: Date | null;
  server_id: string | null;
  tool: string | null;
  rule: string | null;
  passed: bigint;
  refused: bigint;
  failed: bigint;
  open: bigint;
  last_at: Date | null;
  last_id: string | null;
};

/**
 * Counts the decisions between two moments by step, by tool and by rule, the latter two the `top`
 * most frequent. One pass over the rows makes few cells of them, and those make all three; what
 * leaves the database is bounded, whatever names callers made up for tools.
 */
export async function countDecisions(
  tx: Tx,
  span: { readonly from: Date; readonly to: Date; readonly stepMs: number },
  top: number,
): Promise<CountedDecisions> {
  const { from, to, stepMs } = span;
  // The planner cannot know how few groups there are, and would sort every row to find them.
  await tx.$queryRaw`select set_config('enable_sort', 'off', true)`;
  const rows = await tx.$queryRaw<Row[]>`
    with cells as materialized (
      select date_bin(${stepMs}::float8 * interval '1 millisecond', at, ${from}::timestamptz) as step,
        server_id, tool, rule, decision, outcome, count(*) as calls, max(at) as last_at,
        max(id::text) filter (where decision = 'refuse') as last_id
      from portcullis.decisions
      where tenant_id = (select portcullis.tenant_id()) and id >= ${earliestId(from)}::uuid
        and at >= ${from}::timestamptz and at < ${to}::timestamptz
      group by 1, 2, 3, 4, 5, 6
    ), grouped as materialized (
      select case grouping(step, server_id, rule) when 3 then 'step' when 5 then 'tool' else 'rule' end as kind,
        step, server_id, tool, rule,
        coalesce(sum(calls) filter (where outcome = 'answered'), 0)::bigint as passed,
        coalesce(sum(calls) filter (where decision = 'refuse'), 0)::bigint as refused,
        coalesce(sum(calls) filter (where decision = 'allow' and outcome <> 'answered'), 0)::bigint as failed,
        coalesce(sum(calls) filter (where decision = 'allow' and outcome is null), 0)::bigint as open,
        max(last_at) filter (where decision = 'refuse') as last_at, max(last_id) as last_id
      from cells
      group by grouping sets ((step), (server_id, tool), (server_id, tool, rule))
    )
    select * from (
      (select * from grouped where kind = 'step')
      union all
      (select * from grouped where kind = 'tool' order by passed + refused + failed + open desc, tool limit ${top})
      union all
      (select * from grouped where kind = 'rule' and rule is not null and refused > 0
        order by refused desc, last_at desc limit ${top})
    ) as counted`;
  await tx.$queryRaw`select set_config('enable_sort', 'on', true)`;
  return {
    steps: new Map(
      rows.flatMap((row) =>
        row.step === null
          ? []
          : [[Math.round((row.step.getTime() - from.getTime()) / stepMs), counts(row)]],
      ),
    ),
    tools: rows.flatMap((row) =>
      row.kind === "tool" && row.server_id !== null
        ? [{ serverId: row.server_id, tool: row.tool, ...counts(row) }]
        : [],
    ),
    refusals: rows.flatMap(refusal),
  };
}

function counts(row: Row): DecisionCounts {
  return {
    passed: Number(row.passed),
    refused: Number(row.refused),
    failed: Number(row.failed),
    open: Number(row.open),
  };
}

function refusal(row: Row): CountedDecisions["refusals"] {
  const { kind, server_id, tool, rule, last_at, last_id } = row;
  if (kind !== "rule" || server_id === null || rule === null) return [];
  if (last_at === null || last_id === null) return [];
  const count = Number(row.refused);
  return [{ serverId: server_id, tool, rule, count, lastAt: last_at, lastId: last_id }];
}
