import { type Caller, read } from "@/lib/access";
import type { Database } from "@/lib/db";
import { isId, Problem, type Shown } from "@/lib/kernel";
import { compileRules, type RulesDocument, rulesSchema } from "@/lib/policy";
import type { dryRunCallSchema, dryRunResultSchema } from "./decision.schema";
import { replayCall } from "./replay-call";

export type DryRunCall = Shown<typeof dryRunCallSchema>;
export type DryRun = Shown<typeof dryRunResultSchema>;

/**
 * Replays a server's recent calls against draft rules. Limits are left out: whether one would have
 * held depends on every call before. Arguments' values are not recorded, so a condition on a value
 * the log cannot answer is reported as such and not guessed.
 */
export async function dryRunRules(
  { db }: { readonly db: Database },
  caller: Caller,
  serverId: string,
  input: { readonly document: unknown; readonly limit: number },
): Promise<DryRun> {
  const draft = compileRules(input.document);
  return await read(db, caller, "decisions:read", async (tx) => {
    const server = isId(serverId)
      ? await tx.server.findFirst({ where: { id: serverId, removedAt: null } })
      : null;
    if (server === null) throw new Problem("not_found");
    const rows = await tx.decision.findMany({
      where: { serverId },
      orderBy: { id: "desc" },
      take: input.limit,
    });
    const hashes = [...new Set(rows.flatMap((row) => row.policyHash ?? []))];
    const sets = await tx.ruleSet.findMany({ where: { serverId, hash: { in: hashes } } });
    const inForce = new Map<string, RulesDocument>(
      sets.flatMap((set) => {
        const parsed = rulesSchema.safeParse(set.document);
        return parsed.success ? [[set.hash, parsed.data] as const] : [];
      }),
    );
    const calls = rows.map((row): DryRunCall => {
      const decision = row.decision === "allow" ? "allow" : "refuse";
      const before = row.policyHash === null ? null : (inForce.get(row.policyHash) ?? null);
      const replayed = replayCall(draft.document, { ...row, decision }, before);
      // A limit refused it then; whether it would now is not judged, so it does not count as changed.
      const byLimit = row.rule?.includes("/limits/") ?? false;
      return {
        decisionId: row.id,
        at: row.at.toISOString(),
        method: row.method,
        tool: row.tool,
        was: { decision, rule: row.rule },
        would: { decision: replayed.verdict, rule: "rule" in replayed ? replayed.rule : null },
        changed:
          replayed.verdict !== "depends" &&
          replayed.verdict !== decision &&
          !(byLimit && replayed.verdict === "allow"),
      };
    });
    return { hash: draft.hash, calls, summary: summarise(calls) };
  });
}

function summarise(calls: readonly DryRunCall[]): DryRun["summary"] {
  const count = (holds: (call: DryRunCall) => boolean) => calls.filter(holds).length;
  return {
    replayed: calls.length,
    same: count((call) => !call.changed && call.would.decision !== "depends"),
    nowRefused: count((call) => call.changed && call.would.decision === "refuse"),
    nowAllowed: count((call) => call.changed && call.would.decision === "allow"),
    depends: count((call) => call.would.decision === "depends"),
  };
}
