import { type Caller, mayDo, read } from "@/lib/access";
import type { Database, Tx } from "@/lib/db";
import { type LedgerEntryView, listEntries } from "@/lib/ledger";
import { type DecisionDetail, detailDecisions } from "./decision-detail";

/** The rules that were in force at a decision, in the version they were published as. */
export type RulesThen = {
  readonly version: number;
  readonly hash: string;
  readonly publishedAt: string;
  readonly document: unknown;
};
export type ExplainedRequest = {
  /** Every decision under the request id, oldest first: a caller may use one for several calls. */
  readonly decisions: readonly (DecisionDetail & { readonly rulesThen: RulesThen | null })[];
  /** Whether there are more than are given. */
  readonly more: boolean;
  /** What else the ledger holds under the request id, oldest first: changes made in the console. */
  readonly changes: readonly LedgerEntryView[];
};

const MOST = 20;

/**
 * What happened under a request id, as it stands in a refusal: the decisions with their rules as
 * they were then, and changes. An id that is unknown, or another tenant's, has neither.
 */
export async function explainRequest(
  { db }: { readonly db: Database },
  caller: Caller,
  requestId: string,
): Promise<ExplainedRequest> {
  return await read(db, caller, "decisions:read", async (tx) => {
    const rows = await tx.decision.findMany({
      where: { requestId },
      orderBy: { id: "asc" },
      take: MOST + 1,
    });
    const shown = rows.slice(0, MOST);
    const details = await detailDecisions(tx, shown);
    const then = await rulesThen(tx, details);
    const entries = mayDo(caller, "ledger:read")
      ? await listEntries(tx, { requestId, limit: MOST * 4 })
      : [];
    return {
      decisions: details.map((detail) => ({
        ...detail,
        rulesThen: then.get(`${detail.serverId} ${detail.policyHash}`) ?? null,
      })),
      more: rows.length > MOST,
      changes: entries.filter(({ stream }) => stream === null).reverse(),
    };
  });
}

/** The rules by server and hash. The same rules published twice are shown as they were first. */
async function rulesThen(tx: Tx, details: readonly DecisionDetail[]) {
  const hashes = [...new Set(details.flatMap(({ policyHash }) => policyHash ?? []))];
  const sets = await tx.ruleSet.findMany({
    where: { hash: { in: hashes }, serverId: { in: details.map(({ serverId }) => serverId) } },
    orderBy: { version: "desc" },
  });
  return new Map(
    sets.map((set) => [
      `${set.serverId} ${set.hash}`,
      {
        version: set.version,
        hash: set.hash,
        publishedAt: set.createdAt.toISOString(),
        document: set.document,
      },
    ]),
  );
}
