import { type Caller, change, requireStepUp } from "@/lib/access";
import type { Database } from "@/lib/db";
import { isId, Problem } from "@/lib/kernel";
import type { Receipt } from "@/lib/ledger";
import type { DomainChangeInput } from "./domain.schema";
import { findDomain } from "./list-domains";

/** Says which connection alone may vouch for a domain's addresses, and where its people are led. */
export async function changeDomain(
  { db }: { readonly db: Database },
  caller: Caller,
  id: string,
  { connectionId }: DomainChangeInput,
): Promise<{ readonly receipt: Receipt }> {
  const { tenantId } = caller;
  const { receipt } = await change(db, caller, "sign-in:write", async (tx) => {
    await requireStepUp(tx, caller, "sign-in.change");
    const row = await findDomain(tx, tenantId, id);
    if (connectionId !== null) {
      const known =
        isId(connectionId) &&
        (await tx.connection.count({ where: { tenantId, id: connectionId } }));
      if (known !== 1) {
        const message = "There is no such connection.";
        throw new Problem("unprocessable", {
          extensions: { fields: [{ path: "/connectionId", message }] },
        });
      }
    }
    await tx.domain.updateMany({ where: { tenantId, id: row.id }, data: { connectionId } });
    return {
      result: undefined,
      entry: {
        type: "domain.changed",
        action: "domain.bind",
        target: `domain:${row.id}`,
        outcome: "done",
        reason: connectionId === null ? "any-connection" : "one-connection",
        refs: { domain: row.id, ...(connectionId === null ? {} : { connection: connectionId }) },
      },
    };
  });
  return { receipt };
}

/** Takes a domain away: from then on nobody vouches for its addresses. */
export async function removeDomain(
  { db }: { readonly db: Database },
  caller: Caller,
  id: string,
): Promise<{ readonly receipt: Receipt }> {
  const { tenantId } = caller;
  const { receipt } = await change(db, caller, "sign-in:write", async (tx) => {
    await requireStepUp(tx, caller, "sign-in.change");
    const row = await findDomain(tx, tenantId, id);
    await tx.domain.deleteMany({ where: { tenantId, id: row.id } });
    return {
      result: undefined,
      entry: {
        type: "domain.removed",
        action: "domain.remove",
        target: `domain:${row.id}`,
        outcome: "done",
        reason: `name:${row.name}`,
        refs: { domain: row.id },
      },
    };
  });
  return { receipt };
}
