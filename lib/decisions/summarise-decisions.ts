import { type Caller, read } from "@/lib/access";
import type { Database, Tx } from "@/lib/db";
import { Problem } from "@/lib/kernel";
import { earliestId, ruleExplainer } from "./decision-view";

export type DecisionCounts = {
  readonly passed: number;
  readonly refused: number;
  readonly failed: number;
  readonly open: number;
};
export type DecisionSummary = DecisionCounts & {
  readonly from: string;
  readonly to: string;
  readonly series: (DecisionCounts & { readonly at: string })[];
  readonly refusals: {
    readonly rule: string;
    readonly tool: string | null;
    readonly serverId: string;
    readonly serverName: string;
    readonly count: number;
    readonly lastAt: string;
    readonly why: string;
  }[];
  readonly tools: (DecisionCounts & {
    readonly tool: string | null;
    readonly serverId: string;
    readonly serverName: string;
  })[];
};

const MAX_BUCKETS = 200;
const TOP = 8;

type CountRow = { passed: bigint; refused: bigint; failed: bigint; open: bigint };

/** Counts of what passed, was refused, failed or is open between two moments, in even steps. */
export async function summariseDecisions(
  { db }: { readonly db: Database },
  caller: Caller,
  input: { readonly from: Date; readonly to: Date; readonly buckets: number },
): Promise<DecisionSummary> {
  const { from, to } = input;
  const buckets = Math.max(1, Math.min(MAX_BUCKETS, Math.trunc(input.buckets)));
  const step = (to.getTime() - from.getTime()) / buckets;
  if (!(step > 0))
    throw new Problem("invalid_request", { detail: "The end must lie after the beginning." });
  return await read(db, caller, "decisions:read", async (tx) => {
    const rows = await countByStep(tx, from, to, step);
    const series = Array.from({ length: buckets }, (_, index) => {
      const row = rows.find((item) => item.bucket === index);
      return { at: new Date(from.getTime() + index * step).toISOString(), ...counts(row) };
    });
    const refusals = await topRefusals(tx, from, to);
    const tools = await topTools(tx, from, to);
    return {
      from: from.toISOString(),
      to: to.toISOString(),
      ...total(series),
      series,
      refusals,
      tools,
    };
  });
}

function counts(row: CountRow | undefined): DecisionCounts {
  return {
    passed: Number(row?.passed ?? 0),
    refused: Number(row?.refused ?? 0),
    failed: Number(row?.failed ?? 0),
    open: Number(row?.open ?? 0),
  };
}

function total(series: readonly DecisionCounts[]): DecisionCounts {
  const sum = (pick: (item: DecisionCounts) => number) =>
    series.reduce((all, item) => all + pick(item), 0);
  return {
    passed: sum((item) => item.passed),
    refused: sum((item) => item.refused),
    failed: sum((item) => item.failed),
    open: sum((item) => item.open),
  };
}

function countByStep(tx: Tx, from: Date, to: Date, step: number) {
  return tx.$queryRaw<(CountRow & { bucket: number })[]>`
    select floor(extract(epoch from at - ${from}::timestamptz) * 1000 / ${step}::float8)::int as bucket,
      count(*) filter (where decision = 'allow' and outcome = 'answered') as passed,
      count(*) filter (where decision = 'refuse') as refused,
      count(*) filter (where decision = 'allow' and outcome <> 'answered') as failed,
      count(*) filter (where decision = 'allow' and outcome is null) as open
    from portcullis.decisions
    where tenant_id = (select portcullis.tenant_id()) and id >= ${earliestId(from)}::uuid
      and at >= ${from}::timestamptz and at < ${to}::timestamptz
    group by 1`;
}

async function topTools(tx: Tx, from: Date, to: Date): Promise<DecisionSummary["tools"]> {
  const rows = await tx.$queryRaw<
    (CountRow & { tool: string | null; server_id: string; name: string })[]
  >`
    select d.tool, d.server_id::text, s.name,
      count(*) filter (where d.decision = 'allow' and d.outcome = 'answered') as passed,
      count(*) filter (where d.decision = 'refuse') as refused,
      count(*) filter (where d.decision = 'allow' and d.outcome <> 'answered') as failed,
      count(*) filter (where d.decision = 'allow' and d.outcome is null) as open
    from portcullis.decisions d join portcullis.servers s on s.tenant_id = d.tenant_id and s.id = d.server_id
    where d.tenant_id = (select portcullis.tenant_id()) and d.id >= ${earliestId(from)}::uuid
      and d.at >= ${from}::timestamptz and d.at < ${to}::timestamptz
    group by 1, 2, 3 order by count(*) desc, 1 limit ${TOP}`;
  return rows.map((row) => ({
    tool: row.tool,
    serverId: row.server_id,
    serverName: row.name,
    ...counts(row),
  }));
}

type RefusalRow = {
  rule: string;
  tool: string | null;
  server_id: string;
  name: string;
  policy_hash: string | null;
  count: bigint;
  last_at: Date;
};

async function topRefusals(tx: Tx, from: Date, to: Date): Promise<DecisionSummary["refusals"]> {
  const rows = await tx.$queryRaw<RefusalRow[]>`
    select d.rule, d.tool, d.server_id::text, s.name, (array_agg(d.policy_hash order by d.at desc))[1] as policy_hash,
      count(*) as count, max(d.at) as last_at
    from portcullis.decisions d join portcullis.servers s on s.tenant_id = d.tenant_id and s.id = d.server_id
    where d.tenant_id = (select portcullis.tenant_id()) and d.decision = 'refuse' and d.rule is not null
      and d.id >= ${earliestId(from)}::uuid and d.at >= ${from}::timestamptz and d.at < ${to}::timestamptz
    group by 1, 2, 3, 4 order by count(*) desc, max(d.at) desc limit ${TOP}`;
  const explain = await ruleExplainer(
    tx,
    rows.map((row) => ({ rule: row.rule, policyHash: row.policy_hash })),
  );
  return rows.map((row) => ({
    rule: row.rule,
    tool: row.tool,
    serverId: row.server_id,
    serverName: row.name,
    count: Number(row.count),
    lastAt: row.last_at.toISOString(),
    why: explain(row.rule, row.policy_hash).why,
  }));
}
