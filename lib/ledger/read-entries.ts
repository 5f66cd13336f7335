import { type Database, databaseProblem, type Identity, withTenantPg } from "@/lib/db";
import {
  type Finding,
  type Head,
  type StoredEntry,
  type Verification,
  verifyEntries,
} from "./verify-entries";

const PAGE = 2_000;
/** Below every number an entry has, so that one below the first is read as well. */
const BEGINNING = Number.MIN_SAFE_INTEGER;

/** The time in full, to the microsecond, in the words of the entry itself. */
const COLUMNS = `seq, id, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as written_at,
  type, slice, request_id, stream, stream_seq, leaf, bytes`;

type Row = {
  readonly seq: string | bigint;
  readonly id: string;
  readonly written_at: string;
  readonly type: string;
  readonly slice: string;
  readonly request_id: string;
  readonly stream: string | null;
  readonly stream_seq: string | bigint | null;
  readonly leaf: Uint8Array;
  readonly bytes: Uint8Array;
};

function stored(row: Row): StoredEntry {
  return {
    seq: Number(row.seq),
    id: row.id,
    at: row.written_at,
    type: row.type,
    slice: row.slice,
    requestId: row.request_id,
    stream: row.stream,
    streamSeq: row.stream_seq === null ? null : Number(row.stream_seq),
    leaf: Buffer.from(row.leaf),
    bytes: Buffer.from(row.bytes),
  };
}

/**
 * A tenant's entries in order up to number `last`, a page at a time, as an operator's verification
 * reads them. With the number of a head that was read before, entries appended meanwhile are left out.
 */
export async function* readEntries(
  reader: Database,
  tenantId: string,
  last: number = Number.MAX_SAFE_INTEGER,
): AsyncGenerator<StoredEntry> {
  for (let from = BEGINNING; ; ) {
    const rows = await query<Row>(
      reader,
      `select ${COLUMNS} from portcullis.ledger_read($1, $2, $3)`,
      [tenantId, from, PAGE],
    );
    for (const row of rows) {
      if (Number(row.seq) > last) return;
      yield stored(row);
    }
    const end = rows.at(-1);
    if (end === undefined || rows.length < PAGE) return;
    from = Number(end.seq) + 1;
  }
}

/** A tenant's head as an operator's verification reads it, or null while the log is empty. */
export async function readHead(reader: Database, tenantId: string): Promise<Head | null> {
  const rows = await query<{ seq: string; leaf: Buffer | null }>(
    reader,
    "select * from portcullis.ledger_head($1)",
    [tenantId],
  );
  const [head] = rows;
  return head === undefined || head.leaf === null
    ? null
    : { seq: Number(head.seq), leaf: head.leaf.toString("hex") };
}

/** Every tenant's id. */
export async function readTenants(reader: Database): Promise<string[]> {
  const rows = await query<{ tenant_id: string }>(
    reader,
    "select tenant_id from portcullis.list_tenants()",
    [],
  );
  return rows.map((row) => row.tenant_id);
}

async function query<R extends object>(
  db: Database,
  text: string,
  values: unknown[],
): Promise<R[]> {
  try {
    const { rows } = await db.pool.query<R>(text, values);
    return rows;
  } catch (error) {
    throw databaseProblem(error);
  }
}

/** The caller's own entries up to number `last`, a page and a transaction at a time. */
async function* readOwnEntries(
  db: Database,
  identity: Identity,
  last: number,
): AsyncGenerator<StoredEntry> {
  for (let from = BEGINNING; from <= last; ) {
    const first = from;
    const { rows } = await withTenantPg(db, identity, (client) =>
      client.query<Row>({
        name: "read_own_entries",
        text: `select ${COLUMNS} from portcullis.ledger_entries
          where tenant_id = (select portcullis.tenant_id()) and seq >= $1 and seq <= $2 order by seq limit ${PAGE}`,
        values: [first, last],
      }),
    );
    for (const row of rows) yield stored(row);
    const end = rows.at(-1);
    if (end === undefined) return;
    from = Number(end.seq) + 1;
  }
}

/** Verifies one tenant's log as an operator: from its head as it is now back to its first entry. */
export async function verifyTenant(
  reader: Database,
  tenantId: string,
  saved: Head | null = null,
): Promise<Verification> {
  const head = await readHead(reader, tenantId);
  const entries = readEntries(reader, tenantId, head?.seq);
  const around = await findAround(head, (text, values) =>
    query(reader, text, [tenantId, ...values]),
  );
  return await verifyEntries(tenantId, entries, head, saved, around);
}

/** Verifies the caller's own log, under the caller's own token. */
export async function verifyOwn(
  db: Database,
  identity: Identity,
  saved: Head | null = null,
): Promise<Verification> {
  const ask: Ask = (text, values) =>
    withTenantPg(db, identity, async (client) => {
      const { rows } = await client.query<NumberedRow>(text, [identity.tenantId, ...values]);
      return rows;
    });
  const [row] = await ask(OWN.head, []);
  const head = row?.leaf == null ? null : { seq: Number(row.seq), leaf: row.leaf.toString("hex") };
  const entries = readOwnEntries(db, identity, head?.seq ?? Number.MAX_SAFE_INTEGER);
  const around = await findAround(head, ask, OWN);
  return await verifyEntries(identity.tenantId, entries, head, saved, around);
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
};

/**
 * What is wrong around the entries: a head that is gone, which every tenant has from its first moment,
 * and entries beyond it, which a head that was set back leaves behind. The head is read again after
 * them, so that entries written meanwhile are none.
 */
async function findAround(head: Head | null, ask: Ask, texts = OPERATOR): Promise<Finding[]> {
  const [beyond] = head === null ? [] : await ask(texts.from, [head.seq + 1]);
  const [now] = await ask(texts.head, []);
  if (now === undefined)
    return [{ seq: 0, fault: "head-differs", detail: "the log's head is gone" }];
  if (beyond === undefined || Number(now.seq) >= Number(beyond.seq)) return [];
  const seq = Number(beyond.seq);
  const detail = `this entry and what follows it stand beyond the log's head, which names entry ${now.seq}`;
  return [{ seq, fault: "head-differs", detail }];
}
