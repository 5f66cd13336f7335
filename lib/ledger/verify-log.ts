import { type Database, type Identity, withTenantPg } from "@/lib/db";
import {
  DecisionComparison,
  type DecisionLog,
  type DecisionPlace,
  type DecisionRow,
} from "./compare-decisions";
import { query, readEntries, readHead, readOwnEntries } from "./read-entries";
import { anyStreamsBefore, ownStreamsBefore } from "./read-streams";
import {
  type Finding,
  type Head,
  type StoredEntry,
  type Verification,
  verifyEntries,
} from "./verify-entries";

/**
 * Verifies one tenant's log as an operator, from its first entry to its head as it is now, and the
 * decision log against it.
 */
export async function verifyTenant(
  reader: Database,
  tenantId: string,
  saved: Head | null = null,
  kept?: number,
): Promise<Verification> {
  const head = await readHead(reader, tenantId);
  const entries = readEntries(reader, tenantId, head?.seq);
  const around = await findAround(head, (text, values) =>
    query(reader, text, [tenantId, ...values]),
  );
  const decisions = new DecisionComparison({
    rows: (ids) =>
      query<DecisionRow>(reader, "select * from portcullis.decision_rows($1, $2)", [tenantId, ids]),
    places: (after, atMost) =>
      query<DecisionPlace>(reader, "select * from portcullis.decision_entries($1, $2, $3)", [
        tenantId,
        after,
        atMost,
      ]),
  });
  const streams = { before: anyStreamsBefore(reader, tenantId), kept };
  const both = decisions.follow(entries);
  const verified = await verifyEntries(tenantId, both, head, saved, around, streams);
  return await decisions.finish(verified);
}

/**
 * Verifies the caller's own log and decisions, under the caller's own token. `watch` hears how far it
 * is, and ends it by throwing.
 */
export async function verifyOwn(
  db: Database,
  identity: Identity,
  saved: Head | null = null,
  watch?: VerifyWatch,
  kept?: number,
): Promise<Verification> {
  const ask: Ask = (text, values) =>
    withTenantPg(db, identity, async (client) => {
      const { rows } = await client.query<NumberedRow>(text, [identity.tenantId, ...values]);
      return rows;
    });
  const [row] = await ask(OWN.head, []);
  const head = row?.leaf == null ? null : { seq: Number(row.seq), leaf: row.leaf.toString("hex") };
  const own = readOwnEntries(db, identity, head?.seq ?? Number.MAX_SAFE_INTEGER);
  const entries = watch === undefined ? own : watched(own, head, watch);
  const around = await findAround(head, ask, OWN);
  const streams = { before: ownStreamsBefore(db, identity), kept };
  // Whoever sees some workspaces only cannot tell a row that is gone from one of another workspace.
  const [hidden] = await ask(OWN.hidden, [identity.workspaceIds]);
  if (hidden !== undefined)
    return await verifyEntries(identity.tenantId, entries, head, saved, around, streams);
  const decisions = new DecisionComparison(ownDecisions(db, identity));
  const both = decisions.follow(entries);
  return await decisions.finish(
    await verifyEntries(identity.tenantId, both, head, saved, around, streams),
  );
}

/** Told how many entries were gone through, of how many there are by the head. */
export type VerifyWatch = (verified: number, total: number) => void;

/** Often enough to be seen moving, and seldom enough to cost nothing. */
const TELL_EVERY = 500;

async function* watched(
  entries: AsyncIterable<StoredEntry>,
  head: Head | null,
  watch: VerifyWatch,
): AsyncGenerator<StoredEntry> {
  const total = (head?.seq ?? -1) + 1;
  let verified = 0;
  watch(verified, total);
  for await (const entry of entries) {
    yield entry;
    if (++verified % TELL_EVERY === 0) watch(verified, total);
  }
  watch(verified, total);
}

/** The caller's decisions of all workspaces that the token names, as the operator's functions give them. */
function ownDecisions(db: Database, identity: Identity): DecisionLog {
  const ask = <R extends object>(name: string, text: string, values: unknown[]) =>
    withTenantPg(db, identity, async (client) => {
      const { rows } = await client.query<R>({ name, text, values });
      return rows;
    });
  return {
    rows: (ids) =>
      ask<DecisionRow>(
        "own_decision_rows",
        `select id, server_id, grant_id, method, tool, decision, rule, policy_hash, definition_hash,
           argument_keys, request_id, ledger_seq, outcome, outcome_seq
         from portcullis.decisions where tenant_id = $1 and id = any ($2)`,
        [identity.tenantId, ids],
      ),
    places: (after, atMost) =>
      ask<DecisionPlace>(
        "own_decision_entries",
        `select d.id, d.ledger_seq,
           coalesce((select e.stream = d.id and e.type = 'call.decided' from portcullis.ledger_entries e
             where e.tenant_id = $1 and e.seq = d.ledger_seq limit 1), false) as decided,
           case when d.outcome is null or d.outcome_seq is null then d.outcome is null and d.outcome_seq is null else
             coalesce((select e.stream = d.id and e.type = 'call.settled' from portcullis.ledger_entries e
               where e.tenant_id = $1 and e.seq = d.outcome_seq limit 1), false) end as settled
         from portcullis.decisions d
         where d.tenant_id = $1 and d.id > $2 order by d.id limit $3`,
        [identity.tenantId, after, atMost],
      ),
  };
}

type NumberedRow = { readonly seq: string; readonly leaf: Buffer | null };
type Ask = (text: string, values: unknown[]) => Promise<NumberedRow[]>;
const OPERATOR = {
  head: "select seq, leaf from portcullis.ledger_head($1)",
  from: "select seq, leaf from portcullis.ledger_read($1, $2, 1)",
};
const OWN = {
  head: "select seq, leaf from portcullis.ledger_heads where tenant_id = $1",
  from: "select seq, leaf from portcullis.ledger_entries where tenant_id = $1 and seq >= $2 order by seq limit 1",
  hidden:
    "select 0 as seq, null as leaf from portcullis.workspaces where tenant_id = $1 and id <> all ($2) limit 1",
};

/**
 * What is wrong around the entries: a head that is gone, which every tenant has from its first moment,
 * and entries beyond it, which a head that was set back leaves behind. The head is read again after
 * them, so that entries written meanwhile are none.
 */
async function findAround(
  head: Head | null,
  ask: Ask,
  texts: typeof OPERATOR = OPERATOR,
): Promise<Finding[]> {
  const [beyond] = head === null ? [] : await ask(texts.from, [head.seq + 1]);
  const [now] = await ask(texts.head, []);
  if (now === undefined)
    return [{ seq: 0, fault: "head-differs", detail: "the log's head is gone" }];
  if (beyond === undefined || Number(now.seq) >= Number(beyond.seq)) return [];
  const seq = Number(beyond.seq);
  const detail = `this entry and what follows it stand beyond the log's head, which names entry ${now.seq}`;
  return [{ seq, fault: "head-differs", detail }];
}
