import { type Caller, read } from "@/lib/access";
import type { Database } from "@/lib/db";
import type { Shown } from "@/lib/kernel";
import type { operatorActSchema } from "./operator-act.schema";

export type OperatorActView = Shown<typeof operatorActSchema>;

const MOST = 100;

/** What operators did to the caller's organisation, newest first, a hundred at most. */
export async function listOperatorActs(
  { db }: { readonly db: Database },
  caller: Caller,
): Promise<OperatorActView[]> {
  return await read(db, caller, "workspaces:read", async (tx) => {
    const { tenantId } = caller;
    const rows = await tx.operatorAct.findMany({
      where: { tenantId },
      orderBy: { id: "desc" },
      take: MOST,
    });
    return rows.map(({ id, at, operator, act, reason, requestId }) => ({
      ...{ id, at: at.toISOString(), operator, reason, requestId },
      act: act as OperatorActView["act"],
    }));
  });
}
