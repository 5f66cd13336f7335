import { type Caller, read } from "@/lib/access";
import type { Database, Tx } from "@/lib/db";
import { Problem, type Shown } from "@/lib/kernel";
import { type CountedDecisions, countDecisions, type DecisionCounts } from "./count-decisions";
import type { decisionSummarySchema } from "./decision.schema";
import { ruleExplainer } from "./decision-view";

export type { DecisionCounts };
export type DecisionSummary = Shown<typeof decisionSummarySchema>;

const MAX_BUCKETS = 200;
const TOP = 8;
const NONE: DecisionCounts = { passed: 0, refused: 0, failed: 0, open: 0 };

/** Counts of what passed, was refused, failed or is open between two moments, in even steps. */
export async function summariseDecisions(
  { db }: { readonly db: Database },
  caller: Caller,
  input: { readonly from: Date; readonly to: Date; readonly buckets: number },
): Promise<DecisionSummary> {
  const { from, to } = input;
  const buckets = Math.max(1, Math.min(MAX_BUCKETS, Math.trunc(input.buckets)));
  const stepMs = (to.getTime() - from.getTime()) / buckets;
  if (!(stepMs > 0))
    throw new Problem("invalid_request", { detail: "The end must lie after the beginning." });
  return await read(db, caller, "decisions:read", async (tx) => {
    const counted = await countDecisions(tx, { from, to, stepMs }, TOP);
    const series = Array.from({ length: buckets }, (_, index) => ({
      at: new Date(from.getTime() + index * stepMs).toISOString(),
      ...(counted.steps.get(index) ?? NONE),
    }));
    const names = await serverNames(tx, counted);
    const named = (serverId: string) => ({
      serverId,
      serverName: names.get(serverId) ?? "unknown server",
    });
    return {
      from: from.toISOString(),
      to: to.toISOString(),
      ...total(series),
      series,
      refusals: await explained(tx, counted.refusals, named),
      tools: counted.tools.map((tool) => ({ ...tool, ...named(tool.serverId) })),
    };
  });
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

async function serverNames(tx: Tx, { tools, refusals }: CountedDecisions) {
  const ids = new Set([...tools, ...refusals].map(({ serverId }) => serverId));
  const servers = await tx.server.findMany({
    where: { id: { in: [...ids] } },
    select: { id: true, name: true },
  });
  return new Map(servers.map(({ id, name }) => [id, name]));
}

/** Why each was refused, by the rules that were in force at its newest refusal. */
async function explained(
  tx: Tx,
  refusals: CountedDecisions["refusals"],
  named: (serverId: string) => { readonly serverId: string; readonly serverName: string },
): Promise<DecisionSummary["refusals"]> {
  const newest = await tx.decision.findMany({
    where: { id: { in: refusals.map(({ lastId }) => lastId) } },
    select: { id: true, rule: true, policyHash: true },
  });
  const explain = await ruleExplainer(tx, newest);
  const hashes = new Map(newest.map(({ id, policyHash }) => [id, policyHash]));
  return refusals.map(({ rule, tool, serverId, count, lastAt, lastId }) => ({
    rule,
    tool,
    ...named(serverId),
    count,
    lastAt: lastAt.toISOString(),
    why: explain(rule, hashes.get(lastId) ?? null).why,
  }));
}
