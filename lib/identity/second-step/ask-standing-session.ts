import { type Database, withTenant } from "@/lib/db";
import type { Secret } from "@/lib/kernel";
import { appendEntries } from "@/lib/ledger";
import { awaited } from "../awaited";
import type { Client } from "../judge-client";
import type { SessionCaller } from "../session-caller";
import { beginSecondStep } from "./begin-second-step";
import { countFactors } from "./count-factors";

/**
 * Asks whoever holds a session for the factor that it lacks: a sign-in that waits for its second step
 * takes its place, and a session of its own follows from the proof, under a token nobody had before.
 * Null for a member who has no factor: the first one is added at a sign-in anew, or whoever found an
 * open browser would add theirs.
 */
export async function askStandingSession(
  { db }: { readonly db: Database },
  caller: SessionCaller,
  input: { readonly next: string; readonly client: Client },
): Promise<Secret | null> {
  const { tenantId, memberId, requestId, session } = caller;
  return await withTenant(db, caller, async (tx) => {
    if ((await countFactors(tx, tenantId, memberId)) === 0) return null;
    const row = await tx.session.findFirst({
      where: { tenantId, id: session.id, memberId, revokedAt: null },
      select: { connectionId: true },
    });
    if (row === null) return null;
    const { next, client } = input;
    const token = await beginSecondStep(tx, { tenantId, memberId, ...row, next, ...client });
    const said = { requestId, source: "console", outcome: "done", reason: "factor-asked" } as const;
    await appendEntries(tx, [{ ...said, ...awaited(memberId) }]);
    return token;
  });
}
