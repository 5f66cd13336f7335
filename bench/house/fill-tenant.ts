import type pg from "pg";
import { canonicalJson, leafHash, makeToken, sha256Hex } from "@/lib/crypto";
import { newId } from "@/lib/kernel";
import { prepareEntry } from "@/lib/ledger";
import { callToDecide } from "../call-to-decide";
import type { TenantFacts } from "../process/house-facts";

/** How large a tenant is made. */
export type Size = { readonly calls: number; readonly tools: number; readonly grants: number };

const BATCH = 4_000;

type Head = { seq: number; leaf: string | null; at: string };
type Columns = Record<"ids" | "grants" | "requests" | "ats" | "seqs" | "settledSeqs", unknown[]>;
type Entries = Record<
  "seqs" | "ids" | "ats" | "types" | "requests" | "streams" | "places" | "leaves" | "frames",
  unknown[]
>;

const INSERT_DECISIONS = `insert into portcullis.decisions
    (tenant_id, workspace_id, id, at, server_id, grant_id, method, tool, decision, policy_hash, definition_hash,
     argument_keys, redaction_version, request_id, ledger_seq, instance_id, outcome, outcome_seq, upstream_status, duration_ms, settled_at)
  select $1, $2, id, at::timestamptz, $3, grant_id, 'tools/call', 'echo', 'allow', $4, $4,
    '{amount,message}', 1, request_id, seq, $5, 'answered', settled_seq, 200, 2, at::timestamptz
  from unnest($6::uuid[], $7::uuid[], $8::text[], $9::text[], $10::bigint[], $11::bigint[])
    as r (id, grant_id, request_id, at, seq, settled_seq)`;

const INSERT_ENTRIES = `insert into portcullis.ledger_entries
    (tenant_id, seq, id, at, type, slice, request_id, stream, stream_seq, leaf, bytes)
  select $1, seq, id, at::timestamptz, type, 'main', request_id, stream, place, decode(leaf, 'hex'), convert_to(frame, 'UTF8')
  from unnest($2::bigint[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::uuid[], $8::bigint[], $9::text[], $10::text[])
    as r (seq, id, at, type, request_id, stream, place, leaf, frame)`;

/**
 * Fills a tenant by SQL in bulk, as it would be after long use: tools with definitions, grants, and
 * calls that passed and were settled, each with both entries in the tenant's one chain, so that
 * the ledger verifies. `client` is an administrator's. Returns the tenant with its grants.
 */
export async function fillTenant(
  client: pg.ClientBase,
  tenant: TenantFacts,
  size: Size,
): Promise<TenantFacts> {
  // Nothing here needs to outlive a crash, and what is referred to is there.
  await client.query("set synchronous_commit = off; set session_replication_role = replica");
  await fillTools(client, tenant, size.tools);
  const grants = await fillGrants(client, tenant, size.grants);
  const filled = { ...tenant, grants };
  await fillCalls(client, filled, size.calls);
  await client.query("set session_replication_role = origin; set synchronous_commit = on");
  for (const table of ["decisions", "ledger_entries", "tools", "grants"])
    await client.query(`vacuum (analyze) portcullis.${table}`);
  return filled;
}

async function fillTools(client: pg.ClientBase, tenant: TenantFacts, tools: number): Promise<void> {
  const definitions = Array.from({ length: tools - 1 }, (_, n) => {
    const name = toolName(n);
    return { name, description: `Does ${name}.`, inputSchema: { type: "object" } };
  });
  await client.query(
    `insert into portcullis.tools (tenant_id, workspace_id, server_id, name, description, definition, definition_hash)
     select $1, $2, $3, d ->> 'name', d ->> 'description', d, hash
     from unnest($4::jsonb[], $5::text[]) as r (d, hash)`,
    [
      tenant.tenantId,
      tenant.workspaceId,
      tenant.serverId,
      definitions.map((definition) => JSON.stringify(definition)),
      definitions.map((definition) => sha256Hex(canonicalJson(definition))),
    ],
  );
}

/** The name of one of the tools that a tenant is filled with. */
export function toolName(n: number): string {
  return `tool-${String(n).padStart(5, "0")}`;
}

async function fillGrants(
  client: pg.ClientBase,
  tenant: TenantFacts,
  wanted: number,
): Promise<TenantFacts["grants"]> {
  const made = Array.from({ length: wanted - tenant.grants.length }, () => ({
    id: newId(),
    ...makeToken("pcg"),
  }));
  await client.query(
    `insert into portcullis.grants (tenant_id, workspace_id, id, server_id, name, token_hash, last_four, created_by)
     select $1, $2, id, $3, 'agent', hash, last_four, 'system:bench'
     from unnest($4::uuid[], $5::bytea[], $6::text[]) as r (id, hash, last_four)`,
    [
      tenant.tenantId,
      tenant.workspaceId,
      tenant.serverId,
      made.map(({ id }) => id),
      made.map(({ hash }) => hash),
      made.map(({ lastFour }) => lastFour),
    ],
  );
  return [...tenant.grants, ...made.map(({ id, token }) => ({ id, token: token.reveal() }))];
}

async function fillCalls(client: pg.ClientBase, tenant: TenantFacts, calls: number): Promise<void> {
  const { tenantId, workspaceId, serverId, policyHash } = tenant;
  const { rows } = await client.query<{ seq: string; leaf: string | null }>(
    "select seq, encode(leaf, 'hex') as leaf from portcullis.ledger_heads where tenant_id = $1",
    [tenantId],
  );
  const head: Head = { seq: Number(rows[0]?.seq), leaf: rows[0]?.leaf ?? null, at: "" };
  const instance = newId();
  let writing: Promise<unknown> = Promise.resolve();
  for (let begun = 0; begun < calls; begun += BATCH) {
    const [decisions, entries] = makeCalls(tenant, head, begun, Math.min(BATCH, calls - begun));
    // The next batch is made while this one is written.
    await writing;
    writing = Promise.all([
      client.query({
        name: "fill_decisions",
        text: INSERT_DECISIONS,
        values: [
          ...[tenantId, workspaceId, serverId, policyHash, instance],
          ...Object.values(decisions),
        ],
      }),
      client.query({
        name: "fill_entries",
        text: INSERT_ENTRIES,
        values: [tenantId, ...Object.values(entries)],
      }),
    ]);
  }
  await writing;
  await client.query(
    "update portcullis.ledger_heads set seq = $2, leaf = decode($3, 'hex'), at = $4 where tenant_id = $1",
    [tenantId, head.seq, head.leaf, head.at],
  );
}

/** Some calls with their entries, appended to the chain that `head` stands at the end of. */
function makeCalls(
  tenant: TenantFacts,
  head: Head,
  begun: number,
  count: number,
): [Columns, Entries] {
  const decisions: Columns = {
    ids: [],
    grants: [],
    requests: [],
    ats: [],
    seqs: [],
    settledSeqs: [],
  };
  const entries: Entries = {
    seqs: [],
    ids: [],
    ats: [],
    types: [],
    requests: [],
    streams: [],
    places: [],
    leaves: [],
    frames: [],
  };
  for (let n = begun; n < begun + count; n++) {
    const call = callToDecide(tenant, n);
    const common = {
      actor: `grant:${call.grantId}`,
      action: call.method,
      requestId: call.requestId,
      source: "gate",
      refs: { server: call.serverId, grant: call.grantId, decision: call.decisionId },
    };
    const decided = prepareEntry({
      ...common,
      type: "call.decided",
      target: "tool:echo",
      policy: call.policyHash,
      outcome: "allow",
      keys: call.argumentKeys,
      hashes: { policy: tenant.policyHash, definition: tenant.policyHash },
    });
    const target = `decision:${call.decisionId}`;
    const settled = prepareEntry({
      ...common,
      type: "call.settled",
      target,
      outcome: "answered",
      reason: "charged",
    });
    const at = new Date().toISOString().replace("Z", "000Z");
    const first = chain(entries, head, tenant.tenantId, decided, call, "call.decided", at, null);
    chain(entries, head, tenant.tenantId, settled, call, "call.settled", at, first);
    decisions.ids.push(call.decisionId);
    decisions.grants.push(call.grantId);
    decisions.requests.push(call.requestId);
    decisions.ats.push(at);
    decisions.seqs.push(head.seq - 1);
    decisions.settledSeqs.push(head.seq);
  }
  return [decisions, entries];
}

/** Appends one entry of a call, and moves the head. Returns the entry's hash. */
function chain(
  entries: Entries,
  head: Head,
  tenantId: string,
  prepared: { readonly id: string; readonly body: string },
  call: { readonly decisionId: string; readonly requestId: string },
  type: string,
  at: string,
  before: string | null,
): string {
  const seq = head.seq + 1;
  const place = before === null ? 0 : 1;
  const quoted = (hash: string | null) => (hash === null ? "null" : `"${hash}"`);
  const frame = `{"at":"${at}","body":${prepared.body},"prev":${quoted(head.leaf)},"seq":${seq},"stream":"${call.decisionId}","stream_prev":${quoted(before)},"stream_seq":${place},"tenant":"${tenantId}","v":1}`;
  const leaf = leafHash(Buffer.from(frame)).toString("hex");
  entries.seqs.push(seq);
  entries.ids.push(prepared.id);
  entries.ats.push(at);
  entries.types.push(type);
  entries.requests.push(call.requestId);
  entries.streams.push(call.decisionId);
  entries.places.push(place);
  entries.leaves.push(leaf);
  entries.frames.push(frame);
  Object.assign(head, { seq, leaf, at });
  return leaf;
}
