import Link from "next/link";
import { Ago } from "@/components/ui/ago";
import { withParams } from "@/components/ui/href";
import type { LedgerEntryView } from "@/lib/ledger";
import { EntryOutcome } from "./entry-outcome";
import { entryWords } from "./entry-words";
import { Reference } from "./reference";

type HistoryProps = {
  readonly base: string;
  /** Null where the reader may not read the ledger. */
  readonly entries: readonly LedgerEntryView[] | null;
  readonly names: Readonly<Record<string, string>>;
};

/** What the ledger holds of one record, newest first, each entry a link to itself. */
export function History({ base, entries, names }: HistoryProps) {
  if (entries === null) {
    return (
      <p className="text-muted">Your role may not read the ledger, which keeps the history.</p>
    );
  }
  if (entries.length === 0) return <p className="text-muted">The ledger holds nothing of it.</p>;
  return (
    <ol className="divide-y divide-line border-y border-line">
      {entries.map((entry) => (
        <li key={entry.seq} className="flex items-baseline justify-between gap-4 py-2">
          <span className="min-w-0">
            <Link
              href={withParams(`${base}/ledger`, {}, { entry: String(entry.seq) })}
              className="font-medium hover:underline"
            >
              {entryWords(entry.type)}
            </Link>
            <span className="block truncate text-sm text-muted">
              by <Reference reference={entry.actor} names={names} />
            </span>
          </span>
          <span className="flex shrink-0 items-center gap-3 text-sm text-muted">
            {entry.outcome === "done" ? null : <EntryOutcome outcome={entry.outcome} />}
            <Ago at={entry.at} />
          </span>
        </li>
      ))}
    </ol>
  );
}
