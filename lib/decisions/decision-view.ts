import type { Tx } from "@/lib/db";
import { lowestIdAt, type Shown } from "@/lib/kernel";
import { type Explanation, explainRule } from "@/lib/policy";
import type { decisionViewSchema } from "./decision.schema";
import { stepDurations } from "./steps";

export type DecisionView = Shown<typeof decisionViewSchema>;

export type DecisionRow = NonNullable<Awaited<ReturnType<Tx["decision"]["findFirst"]>>>;

/** A decision's id is made a little before its row, and by another clock: so much apart at the most. */
const CLOCKS_APART_MILLISECONDS = 60_000;

/** The lowest id a decision recorded at or after a moment can have: a bound for the key, not a filter. */
export function earliestId(from: Date): string {
  return lowestIdAt(new Date(from.getTime() - CLOCKS_APART_MILLISECONDS));
}

/** Explains rules by the documents they point into, each read once. */
export async function ruleExplainer(
  tx: Tx,
  rows: readonly { readonly rule: string | null; readonly policyHash: string | null }[],
): Promise<(rule: string | null, policyHash: string | null) => Explanation> {
  const hashes = [
    ...new Set(rows.flatMap((row) => (row.rule?.startsWith("/") ? (row.policyHash ?? []) : []))),
  ];
  const sets = await tx.ruleSet.findMany({
    where: { hash: { in: hashes } },
    distinct: ["hash"],
    select: { hash: true, document: true },
  });
  const documents = new Map(sets.map((set) => [set.hash, set.document]));
  return (rule, policyHash) =>
    explainRule(rule, policyHash === null ? undefined : documents.get(policyHash));
}

/** Rows of the decision log with the names and the reasons a person reads. */
export async function viewDecisions(tx: Tx, rows: readonly DecisionRow[]): Promise<DecisionView[]> {
  const servers = await tx.server.findMany({
    where: { id: { in: [...new Set(rows.map((row) => row.serverId))] } },
    select: { id: true, name: true },
  });
  const grants = await tx.grant.findMany({
    where: { id: { in: [...new Set(rows.map((row) => row.grantId))] } },
    select: { id: true, name: true },
  });
  const explain = await ruleExplainer(tx, rows);
  const serverNames = new Map(servers.map((server) => [server.id, server.name]));
  const grantNames = new Map(grants.map((grant) => [grant.id, grant.name]));
  return rows.map((row) => ({
    id: row.id,
    at: row.at.toISOString(),
    serverId: row.serverId,
    serverName: serverNames.get(row.serverId) ?? "unknown server",
    grantId: row.grantId,
    grantName: grantNames.get(row.grantId) ?? "unknown grant",
    method: row.method,
    tool: row.tool,
    decision: row.decision === "allow" ? "allow" : "refuse",
    rule: row.rule,
    why: row.decision === "allow" ? null : explain(row.rule, row.policyHash).why,
    policyHash: row.policyHash,
    definitionHash: row.definitionHash,
    argumentKeys: row.argumentKeys,
    argumentKeysMore: row.argumentKeysMore,
    redactionVersion: row.redactionVersion,
    requestId: row.requestId,
    ledgerSeq: Number(row.ledgerSeq),
    outcome: row.outcome,
    outcomeSeq: row.outcomeSeq === null ? null : Number(row.outcomeSeq),
    upstreamStatus: row.upstreamStatus,
    durationMs: row.durationMs,
    steps: stepDurations(row.steps),
  }));
}
