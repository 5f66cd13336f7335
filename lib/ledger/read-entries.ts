import { type Database, databaseProblem, type Identity, withTenantPg } from "@/lib/db";
import type { Head, StoredEntry } from "./verify-entries";

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

/** One statement under the operator's own role. */
export async function query<R extends object>(
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
export async function* readOwnEntries(
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
