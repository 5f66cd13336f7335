/*
 * The rows that an append writes, without what makes them a ledger: no chain, no hash, no policy, no
 * check of what they refer to. In batches, as the committer makes them, or each in a transaction.
 */
import { randomBytes } from "node:crypto";
import pg from "pg";
import { type CallToDecide, REDACTION_VERSION } from "@/lib/decisions";
import { newId } from "@/lib/kernel";
import { prepareEntry } from "@/lib/ledger";
import { callToDecide } from "../call-to-decide";
import { answerQuestions, sayReady } from "../process/answer";
import { readFacts } from "../process/house-facts";
import { promised, runSlot, type Slot } from "../process/slot";

const CONNECTIONS = 32;
const MAX_BATCH = 256;
const LEAF = randomBytes(32);

const alone = process.argv[2] === "one_row_tx";
const facts = readFacts();
const pool = new pg.Pool({ connectionString: facts.adminUrl, max: CONNECTIONS });
const instance = newId();
/** Both kinds write into one table: their numbers are apart. */
let seq = alone ? 1e12 : 0;

/** The columns of some calls' rows, one array a column. */
function columnsOf(calls: readonly CallToDecide[]): unknown[] {
  const entries = calls.map(entryOf);
  const first = calls[0] as CallToDecide;
  return [
    first.tenantId,
    first.workspaceId,
    first.serverId,
    first.policyHash,
    instance,
    LEAF,
    calls.map((call) => call.decisionId),
    calls.map((call) => call.grantId),
    calls.map((call) => call.requestId),
    entries.map((entry) => entry.id),
    entries.map((entry) => entry.bytes),
    entries.map((entry) => entry.seq),
  ];
}

/** The entry's bytes: the body as a producer of the product writes it, and what frames it. */
function entryOf(call: CallToDecide) {
  const { id, body } = prepareEntry({
    type: "call.decided",
    actor: `grant:${call.grantId}`,
    action: call.method,
    target: `tool:${call.tool}`,
    requestId: call.requestId,
    source: "gate",
    policy: call.policyHash,
    outcome: call.verdict,
    keys: call.argumentKeys,
    refs: { server: call.serverId, grant: call.grantId, decision: call.decisionId },
    hashes: { policy: call.policyHash ?? "", definition: call.definitionHash ?? "" },
  });
  const prev = LEAF.toString("hex");
  const at = new Date().toISOString();
  const frame = `{"at":"${at}","body":${body},"prev":"${prev}","seq":${seq},"stream":"${call.decisionId}","stream_prev":null,"stream_seq":0,"tenant":"${call.tenantId}","v":1}`;
  return { id, bytes: Buffer.from(frame), seq: seq++ };
}

const INSERT = {
  name: "plain_rows",
  text: `with rows as (
      select * from unnest($7::uuid[], $8::uuid[], $9::text[], $10::uuid[], $11::bytea[], $12::bigint[])
        as r (id, grant_id, request_id, entry_id, bytes, seq)
    ), decided as (
      insert into bench.decisions (tenant_id, workspace_id, id, at, server_id, grant_id, method, tool,
        decision, policy_hash, definition_hash, argument_keys, redaction_version, request_id, ledger_seq, instance_id)
      select $1, $2, id, clock_timestamp(), $3, grant_id, 'tools/call', 'echo', 'allow', $4, $4,
        '{amount,message}', ${REDACTION_VERSION}, request_id, seq, $5 from rows
    )
    insert into bench.ledger_entries
      (tenant_id, seq, id, at, type, slice, request_id, stream, stream_seq, leaf, bytes)
    select $1, seq, entry_id, clock_timestamp(), 'call.decided', 'main', request_id, id, 0, $6, bytes from rows`,
};

const insert = (calls: readonly CallToDecide[]) =>
  pool.query({ ...INSERT, values: columnsOf(calls) });

type Waiting = { call: CallToDecide; done: () => void; fail: (error: unknown) => void };
const waiting: Waiting[] = [];
let running = false;

/** Whatever came while a batch was written goes into the next one, as in the committer. */
async function writeBatches(): Promise<void> {
  while (waiting.length > 0) {
    const batch = waiting.splice(0, MAX_BATCH);
    try {
      await insert(batch.map(({ call }) => call));
      for (const { done } of batch) done();
    } catch (error) {
      for (const { fail } of batch) fail(error);
    }
  }
  running = false;
}

function inBatch(call: CallToDecide): Promise<void> {
  return new Promise((done, fail) => {
    waiting.push({ call, done, fail });
    if (running) return;
    running = true;
    queueMicrotask(() => void writeBatches());
  });
}

answerQuestions((slot: Slot) => {
  const work = (caller: number): Promise<unknown> => {
    const call = callToDecide(facts.tenant, caller);
    return alone ? insert([call]) : inBatch(call);
  };
  // One-row transactions are always measured at their best: on all connections.
  return runSlot(alone ? { ...slot, callers: CONNECTIONS } : slot, promised(work));
});
sayReady();
