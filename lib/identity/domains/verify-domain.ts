import { type Caller, change, requirePermission, requireStepUp } from "@/lib/access";
import { type Database, withTenant } from "@/lib/db";
import { type Config, now, Problem, type Shown } from "@/lib/kernel";
import type { Receipt } from "@/lib/ledger";
import { checkRecord, type RecordFailure } from "./check-record";
import type { checkedDomainSchema } from "./domain.schema";
import { type DomainRecord, findDomain, viewDomain } from "./list-domains";
import { type TxtResolver, txtResolver } from "./resolve-txt";

export type DomainRooms = {
  readonly db: Database;
  readonly config: Pick<Config, "dnsServers">;
  /** For tests: asks for TXT records in place of the DNS servers. */
  readonly resolveTxt?: TxtResolver;
};

/**
 * Looks for a domain's record. Found, the domain is verified. Not found, why is kept with it, and what
 * was verified before stays so for now: it lapses when the record has been missing for days.
 *
 * @throws Problem `not_found`, also where it was removed meanwhile; `step_up_required` where it was found.
 */
export async function verifyDomain(
  rooms: DomainRooms,
  caller: Caller,
  id: string,
): Promise<Shown<typeof checkedDomainSchema>> {
  requirePermission(caller, "sign-in:write");
  const { db } = rooms;
  const { tenantId } = caller;
  const row = await withTenant(db, caller, (tx) => findDomain(tx, tenantId, id));
  // Outside of any transaction: a name server that does not answer holds nobody up.
  const failure = await checkRecord(rooms.resolveTxt ?? txtResolver(rooms.config), row);
  const receipt =
    failure === null && row.state !== "verified"
      ? await noteVerified(db, caller, row)
      : await noteChecked(db, caller, row, failure);
  const after = await withTenant(db, caller, (tx) => findDomain(tx, tenantId, id));
  return { domain: viewDomain(after), receipt };
}

async function noteVerified(db: Database, caller: Caller, row: DomainRecord): Promise<Receipt> {
  const { receipt } = await change(db, caller, "sign-in:write", async (tx) => {
    // From now on providers are believed of addresses in it.
    await requireStepUp(tx, caller, "sign-in.change");
    const at = now();
    // The challenge that was found, or it is no longer the one that was asked for.
    const { count } = await tx.domain.updateMany({
      where: { tenantId: row.tenantId, id: row.id, challenge: row.challenge },
      data: { state: "verified", verifiedAt: at, checkedAt: at, failingSince: null, failure: null },
    });
    if (count === 0) throw new Problem("not_found");
    return {
      result: undefined,
      entry: {
        type: "domain.verified",
        action: "domain.verify",
        target: `domain:${row.id}`,
        outcome: "done",
        reason: `name:${row.name}`,
        refs: { domain: row.id },
      },
    };
  });
  return receipt;
}

/** When it was looked for last, and what came of that. Changes nothing of what the domain is worth. */
export async function noteChecked(
  db: Database,
  caller: Caller,
  row: DomainRecord,
  failure: RecordFailure | null,
  proves = failure !== "dns-failed",
): Promise<null> {
  const at = now();
  await withTenant(db, caller, (tx) =>
    tx.domain.updateMany({
      where: { tenantId: row.tenantId, id: row.id },
      data: {
        checkedAt: at,
        failure,
        ...(proves ? { failingSince: failure === null ? null : (row.failingSince ?? at) } : {}),
      },
    }),
  );
  return null;
}
