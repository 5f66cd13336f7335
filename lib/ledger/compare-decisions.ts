import { z } from "zod";
import type { Finding, StoredEntry, Verification } from "./verify-entries";

/** What of a row of the decision log stands in its ledger entries as well. */
export type DecisionRow = {
  readonly id: string;
  readonly server_id: string;
  readonly grant_id: string;
  readonly method: string;
  readonly tool: string | null;
  readonly decision: string;
  readonly rule: string | null;
  readonly policy_hash: string | null;
  readonly definition_hash: string | null;
  readonly argument_keys: readonly string[];
  readonly request_id: string;
  readonly ledger_seq: string;
  readonly outcome: string | null;
  readonly outcome_seq: string | null;
};

/** A row, and whether the entries it names are there and are its own. */
export type DecisionPlace = {
  readonly id: string;
  readonly ledger_seq: string;
  readonly decided: boolean;
  readonly settled: boolean;
};

/** The two ways in which the decision log of one tenant is read. */
export type DecisionLog = {
  readonly rows: (ids: readonly string[]) => Promise<readonly DecisionRow[]>;
  /** The next `atMost` rows after an id, in the order of ids. */
  readonly places: (after: string, atMost: number) => Promise<readonly DecisionPlace[]>;
};

const BATCH = 1_000;
const PAGE = 5_000;
const BEFORE_ALL = "00000000-0000-0000-0000-000000000000";
const MAX_FINDINGS = 100;

const decidedSchema = z.object({
  action: z.string(),
  target: z.string(),
  outcome: z.string(),
  reason: z.string().optional(),
  request_id: z.string(),
  policy: z.string().nullable(),
  keys: z.array(z.string()).default([]),
  refs: z.object({ server: z.string(), grant: z.string(), decision: z.string() }),
  hashes: z.object({ definition: z.string().optional() }).default({}),
});
const settledSchema = z.object({
  outcome: z.string(),
  request_id: z.string(),
  refs: z.object({ decision: z.string() }),
});

type Expected = { readonly seq: number; readonly id: string; readonly fields: Fields };
type Fields = Readonly<Partial<Record<keyof DecisionRow, string | null>>>;

/**
 * Holds the decision log against the ledger, in both directions: every entry of a call has a row that
 * says the same, and every row has the entries it names. A row that was changed, removed or added
 * shows. Holds a batch of entries at a time, however long the log is. What a row says beyond its
 * entries (workspace, upstream status, durations, the number of further argument names) has no second
 * source and is not judged.
 */
export class DecisionComparison {
  readonly #log: DecisionLog;
  readonly #findings: Finding[] = [];
  #more = 0;
  #compared = 0;
  #waiting: Expected[] = [];

  constructor(log: DecisionLog) {
    this.#log = log;
  }

  /** Passes entries on, and looks up the rows of those that belong to a call. */
  async *follow(entries: AsyncIterable<StoredEntry>): AsyncGenerator<StoredEntry> {
    for await (const entry of entries) {
      const expected = expect(entry);
      if (expected !== null && this.#waiting.push(expected) >= BATCH) await this.#compare();
      yield entry;
    }
    await this.#compare();
  }

  /** What was found of the entries, with what is found of the rows. */
  async finish(verified: Verification): Promise<Verification> {
    await this.#findAdded();
    const findings = [...verified.findings, ...this.#findings];
    return {
      ...verified,
      whole: verified.whole && this.#findings.length === 0,
      decisions: this.#compared,
      findings: findings.slice(0, MAX_FINDINGS),
      moreFindings:
        verified.moreFindings + this.#more + Math.max(0, findings.length - MAX_FINDINGS),
    };
  }

  async #compare(): Promise<void> {
    const batch = this.#waiting;
    this.#waiting = [];
    const ids = [...new Set(batch.map(({ id }) => id))];
    const rows = new Map((await this.#log.rows(ids)).map((row) => [row.id, row]));
    for (const { seq, id, fields } of batch) {
      const row = rows.get(id);
      if (row === undefined) {
        this.#find(seq, "decision-missing", `the row of decision ${id} is gone`);
        continue;
      }
      const apart = Object.entries(fields)
        .filter(([name, value]) => textOf(row[name as keyof DecisionRow]) !== value)
        .map(([name]) => name);
      if (apart.length > 0) {
        const detail = `the row of decision ${id} does not say what this entry says: ${apart.join(", ")}`;
        this.#find(seq, "decision-differs", detail);
      }
    }
  }

  async #findAdded(): Promise<void> {
    for (let after = BEFORE_ALL; ; ) {
      const places = await this.#log.places(after, PAGE);
      for (const { id, ledger_seq, decided, settled } of places) {
        if (!decided)
          this.#find(
            Number(ledger_seq),
            "decision-added",
            `the row of decision ${id} names this entry, which is not its own`,
          );
        else if (!settled)
          this.#find(
            Number(ledger_seq),
            "decision-differs",
            `the row of decision ${id} names an outcome that has no entry`,
          );
      }
      this.#compared += places.length;
      const last = places.at(-1);
      if (last === undefined || places.length < PAGE) return;
      after = last.id;
    }
  }

  #find(seq: number, fault: Finding["fault"], detail: string): void {
    if (this.#findings.length < MAX_FINDINGS) this.#findings.push({ seq, fault, detail });
    else this.#more++;
  }
}

/** What the row must say, going by the entry; null for an entry of something else than a call. */
function expect(entry: StoredEntry): Expected | null {
  if (entry.stream === null || !/^call\.(?:decided|settled)$/.test(entry.type)) return null;
  // An entry that cannot be read is found by the pass over the entries.
  const body = bodyOf(entry.bytes);
  if (entry.type === "call.settled") {
    const settled = settledSchema.safeParse(body).data;
    if (settled === undefined) return null;
    const { outcome, request_id } = settled;
    return of(entry, settled.refs.decision, {
      outcome,
      outcome_seq: String(entry.seq),
      request_id,
    });
  }
  const decided = decidedSchema.safeParse(body).data;
  if (decided === undefined) return null;
  const { refs, target } = decided;
  return of(entry, refs.decision, {
    server_id: refs.server,
    grant_id: refs.grant,
    method: decided.action,
    tool: target.startsWith("tool:") ? target.slice("tool:".length) : null,
    decision: decided.outcome,
    rule: decided.reason ?? null,
    policy_hash: decided.policy,
    definition_hash: decided.hashes.definition ?? null,
    argument_keys: JSON.stringify(decided.keys),
    request_id: decided.request_id,
    ledger_seq: String(entry.seq),
  });
}

function of({ seq }: StoredEntry, id: string, fields: Fields): Expected {
  return { seq, id, fields };
}

function bodyOf(bytes: Buffer): unknown {
  try {
    return (JSON.parse(bytes.toString("utf8")) as { body?: unknown }).body;
  } catch {
    return null;
  }
}

function textOf(value: DecisionRow[keyof DecisionRow]): string | null {
  return value === null || typeof value === "string" ? value : JSON.stringify(value);
}
