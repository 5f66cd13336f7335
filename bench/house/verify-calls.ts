import { setTimeout as sleep } from "node:timers/promises";
import { verifyTenant } from "@/lib/ledger";
import { asAdmin } from "../../bin/database/admin";
import type { House } from "./raise-house";

const SETTLED_WITHIN_MS = 15_000;

type Counted = {
  readonly calls: number;
  readonly open: number;
  readonly decided: number;
  readonly settled: number;
};

/** Counts a tenant's calls: those that passed, and those whose entries stand where they say. */
const COUNT = `select count(*)::int as calls,
    count(*) filter (where d.outcome is distinct from 'answered')::int as open,
    count(e.seq)::int as decided, count(o.seq)::int as settled
  from portcullis.decisions d
  left join portcullis.ledger_entries e on e.tenant_id = d.tenant_id and e.seq = d.ledger_seq
    and e.stream = d.id and e.type = 'call.decided' and e.stream_seq = 0
  left join portcullis.ledger_entries o on o.tenant_id = d.tenant_id and o.seq = d.outcome_seq
    and o.stream = d.id and o.type = 'call.settled' and o.stream_seq = 1
  where d.tenant_id = $1 and d.decision = 'allow'`;

/**
 * Holds what the callers counted against what is durable: every call has a decision, both of its
 * ledger entries, and an outcome; and the log is whole. A gate that was fast because it forgot
 * fails here.
 *
 * `settles` is false where calls were recorded and never forwarded. Of a tenant that was filled
 * with calls beforehand they are counted too, and the chain is not read again from its beginning.
 */
export async function verifyCalls(
  house: House,
  tenantId: string,
  counted: number,
  { settles = true, filled = 0 }: { readonly settles?: boolean; readonly filled?: number } = {},
): Promise<void> {
  const found = await countCalls(house, tenantId, settles);
  const expected = counted + filled;
  const whole =
    found.calls === expected &&
    found.decided === expected &&
    (!settles || (found.open === 0 && found.settled === expected));
  if (!whole)
    throw new Error(`${expected} calls were counted, and found was ${JSON.stringify(found)}.`);
  if (filled > 0) return;
  const reader = house.open("portcullis_ledger_reader");
  const verification = await verifyTenant(reader, tenantId);
  if (!verification.whole)
    throw new Error(
      `The ledger is not whole: ${JSON.stringify(verification.findings.slice(0, 3))}`,
    );
}

/** Calls are settled after they are answered, so the last of them may take a moment. */
async function countCalls(house: House, tenantId: string, settles: boolean): Promise<Counted> {
  const end = performance.now() + SETTLED_WITHIN_MS;
  for (;;) {
    const found = await asAdmin(house.adminUrl, async (client) => {
      const { rows } = await client.query<Counted>(COUNT, [tenantId]);
      return rows[0];
    });
    if (found === undefined) throw new Error("The decisions could not be counted.");
    if (!settles || found.open === 0 || performance.now() > end) return found;
    await sleep(100);
  }
}
