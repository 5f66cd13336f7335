import { z } from "zod";
import { type Canonical, canonicalJson, leafHash } from "@/lib/crypto";
import type { Shown } from "@/lib/kernel";
import type { faultSchema, findingSchema, verificationSchema } from "./ledger.schema";
import { STREAMS_KEPT, StreamChains, type StreamsBefore } from "./stream-chains";

/** One stored entry as read for verification; `bytes` is the truth, the rest must agree with it. */
export type StoredEntry = {
  readonly seq: number;
  readonly id: string;
  /** RFC 3339, UTC, microseconds. */
  readonly at: string;
  readonly type: string;
  readonly slice: string;
  readonly requestId: string;
  readonly stream: string | null;
  readonly streamSeq: number | null;
  readonly leaf: Buffer;
  readonly bytes: Buffer;
};
export type Head = { readonly seq: number; readonly leaf: string };
export type Fault = Shown<typeof faultSchema>;
export type Finding = Shown<typeof findingSchema>;
export type Verification = Shown<typeof verificationSchema>;

const MAX_FINDINGS = 100;
const NO_SEQ = -1;

const entrySchema = z.strictObject({
  at: z.string(),
  body: z.looseObject({
    id: z.string(),
    type: z.string(),
    slice: z.string(),
    request_id: z.string(),
  }),
  prev: z.string().nullable(),
  seq: z.number().int(),
  stream: z.string().nullable(),
  stream_prev: z.string().nullable(),
  stream_seq: z.number().int().nullable(),
  tenant: z.string(),
  v: z.literal(1),
});
type Entry = z.infer<typeof entrySchema>;

/**
 * Verifies one tenant's log from its entries in stored order: each entry's hash, its place, the
 * chain to the entry before, the chain within its decision stream, that the stored columns say what
 * the bytes say, that the writer's clock never ran back, and that the log ends at its head.
 *
 * `saved` is a head kept from an earlier time, outside the database: without one, entries cut off
 * the end together with the head cannot be noticed. `around` is what was found beside the entries.
 * With `streams.before` no more than so many streams are kept in memory.
 */
export async function verifyEntries(
  tenantId: string,
  entries: AsyncIterable<StoredEntry>,
  head: Head | null,
  saved: Head | null = null,
  around: readonly Finding[] = [],
  streams: StreamsKept = {},
): Promise<Verification> {
  const pass = new Pass(tenantId, saved, streams);
  for await (const stored of entries) {
    pass.take(stored);
    if (pass.streams.full) await pass.streams.settle();
  }
  await pass.streams.settle();
  return pass.finish(head, around);
}

export type StreamsKept = { readonly before?: StreamsBefore; readonly kept?: number };

class Pass {
  readonly #tenantId: string;
  readonly #saved: Head | null;
  readonly #findings: Finding[] = [];
  readonly streams: StreamChains;
  #more = 0;
  #count = 0;
  #last: { seq: number; leaf: string; at: string } = { seq: NO_SEQ, leaf: "", at: "" };

  constructor(tenantId: string, saved: Head | null, streams: StreamsKept) {
    this.#tenantId = tenantId;
    this.#saved = saved;
    const { before = null, kept = STREAMS_KEPT } = streams;
    this.streams = new StreamChains(before, kept, (seq) =>
      this.#find(seq, "stream-broken", "the entry does not follow the last one of its decision"),
    );
  }

  take(stored: StoredEntry): void {
    this.#count++;
    if (stored.seq <= this.#last.seq) {
      this.#find(stored.seq, "reordered", "the entry stands at a number that is not its own alone");
      return;
    }
    const leaf = leafHash(stored.bytes).toString("hex");
    if (leaf !== stored.leaf.toString("hex")) {
      this.#find(stored.seq, "changed", "the entry's bytes do not give its stored hash");
    }
    if (stored.seq > this.#last.seq + 1) {
      const missing = stored.seq - this.#last.seq - 1;
      this.#find(
        this.#last.seq + 1,
        "missing",
        `${missing === 1 ? "this entry is" : `${missing} entries are`} gone before ${stored.seq}`,
      );
    }
    const entry = this.#parse(stored);
    if (entry !== null) {
      this.#place(stored, entry);
      this.#columns(stored, entry);
      this.#stream(stored, entry, leaf);
    }
    if (this.#saved?.seq === stored.seq && this.#saved.leaf !== leaf) {
      this.#find(stored.seq, "changed", "the entry is not the one that the saved head names");
    }
    this.#last = { seq: stored.seq, leaf, at: entry?.at ?? this.#last.at };
  }

  finish(head: Head | null, around: readonly Finding[]): Verification {
    const end = this.#last.seq;
    for (const { seq, fault, detail } of around) this.#find(seq, fault, detail);
    if (head !== null && (head.seq !== end || head.leaf !== this.#last.leaf)) {
      const fault = head.seq > end ? "truncated" : "head-differs";
      this.#find(
        Math.min(head.seq, end) + (head.seq === end ? 0 : 1),
        fault,
        `the log's head names entry ${head.seq}, and the entries end at ${end}`,
      );
    }
    if (head === null && end !== NO_SEQ)
      this.#find(end, "head-differs", "the log has entries and no head");
    if (this.#saved !== null && this.#saved.seq > end) {
      this.#find(
        end + 1,
        "truncated",
        `the saved head names entry ${this.#saved.seq}, and the entries end at ${end}`,
      );
    }
    return {
      whole: this.#findings.length === 0,
      entries: this.#count,
      decisions: 0,
      head: end === NO_SEQ ? null : { seq: end, leaf: this.#last.leaf },
      findings: this.#findings,
      moreFindings: this.#more,
    };
  }

  #parse(stored: StoredEntry): Entry | null {
    const text = stored.bytes.toString("utf8");
    try {
      const value: unknown = JSON.parse(text);
      if (canonicalJson(value as Canonical) !== text) {
        this.#find(stored.seq, "not-canonical", "the entry's bytes are not canonical JSON");
      }
      return entrySchema.parse(value);
    } catch {
      this.#find(stored.seq, "changed", "the entry's bytes cannot be read as an entry");
      return null;
    }
  }

  #place(stored: StoredEntry, entry: Entry): void {
    if (entry.tenant !== this.#tenantId)
      this.#find(stored.seq, "changed", "the entry names another tenant");
    if (entry.seq !== stored.seq) {
      this.#find(stored.seq, "reordered", `the entry was written as number ${entry.seq}`);
    }
    const expected = this.#last.seq === NO_SEQ ? null : this.#last.leaf;
    const adjacent = stored.seq === this.#last.seq + 1;
    if (adjacent && entry.prev !== expected) {
      this.#find(
        stored.seq,
        "chain-broken",
        "the entry does not name the hash of the entry before it",
      );
    }
    if (entry.at < this.#last.at)
      this.#find(stored.seq, "time-runs-back", "the entry is older than the one before it");
  }

  #columns(stored: StoredEntry, entry: Entry): void {
    const differs =
      entry.body.id !== stored.id ||
      entry.body.type !== stored.type ||
      entry.body.slice !== stored.slice ||
      entry.body.request_id !== stored.requestId ||
      entry.stream !== stored.stream ||
      entry.stream_seq !== stored.streamSeq ||
      entry.at !== stored.at;
    if (differs)
      this.#find(
        stored.seq,
        "column-differs",
        "a stored column does not say what the entry's bytes say",
      );
  }

  #stream(stored: StoredEntry, entry: Entry, leaf: string): void {
    if (entry.stream === null) {
      if (entry.stream_seq !== null || entry.stream_prev !== null) {
        this.#find(stored.seq, "stream-broken", "the entry numbers a stream it does not name");
      }
      return;
    }
    const { stream, stream_seq: streamSeq, stream_prev: streamPrev } = entry;
    this.streams.take({ seq: stored.seq, stream, streamSeq, streamPrev, leaf });
  }

  #find(seq: number, fault: Fault, detail: string): void {
    if (this.#findings.length < MAX_FINDINGS) this.#findings.push({ seq, fault, detail });
    else this.#more++;
  }
}
