import { type Caller, read } from "@/lib/access";
import type { Database, Prisma } from "@/lib/db";
import { isId, Problem } from "@/lib/kernel";
import type { DecisionFilter } from "./decision-filter.schema";
import { type DecisionView, earliestId, viewDecisions } from "./decision-view";

const FAILED = ["tool_error", "upstream_error", "timeout", "cancelled", "not_sent", "unknown"];

/** Decisions of the caller's workspaces, newest first, a page at a time. */
export async function listDecisions(
  { db }: { readonly db: Database },
  caller: Caller,
  filter: DecisionFilter,
): Promise<{ readonly data: DecisionView[]; readonly nextCursor: string | null }> {
  if (filter.cursor !== undefined && !isId(filter.cursor)) {
    throw new Problem("invalid_request", { detail: "The cursor is not one this list gave." });
  }
  // An id that nobody can have matches nothing, like one that nobody has.
  if ([filter.serverId, filter.grantId].some((id) => id !== undefined && !isId(id))) {
    return { data: [], nextCursor: null };
  }
  return await read(db, caller, "decisions:read", async (tx) => {
    // Ids are UUIDv7 of the call's arrival: their order is the order in time, and the key's own.
    const rows = await tx.decision.findMany({
      where: where(filter),
      orderBy: { id: "desc" },
      take: filter.limit + 1,
    });
    const page = rows.slice(0, filter.limit);
    const data = await viewDecisions(tx, page);
    return { data, nextCursor: rows.length > filter.limit ? (page.at(-1)?.id ?? null) : null };
  });
}

function where(filter: DecisionFilter): Prisma.DecisionWhereInput {
  return {
    id: {
      lt: filter.cursor,
      gte: filter.from === undefined ? undefined : earliestId(new Date(filter.from)),
    },
    serverId: filter.serverId,
    grantId: filter.grantId,
    tool: filter.tool,
    rule: filter.rule,
    requestId: filter.requestId,
    at:
      filter.from === undefined && filter.to === undefined
        ? undefined
        : { gte: filter.from, lt: filter.to },
    ...whereOutcome(filter),
  };
}

function whereOutcome({ decision, outcome }: DecisionFilter): Prisma.DecisionWhereInput {
  if (outcome === undefined) return { decision };
  // Asked for both a refusal and an outcome: a refused call has none, so nothing matches.
  if (decision === "refuse") return { decision: { in: [] } };
  switch (outcome) {
    case "answered":
      return { decision: "allow", outcome: "answered" };
    case "failed":
      return { decision: "allow", outcome: { in: FAILED } };
    case "open":
      return { decision: "allow", outcome: null };
  }
}
