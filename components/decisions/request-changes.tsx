import Link from "next/link";
import { entryWords } from "@/components/ledger/entry-words";
import { Reference } from "@/components/ledger/reference";
import { Section } from "@/components/ui/facts";
import { withParams } from "@/components/ui/href";
import { count, utc } from "@/components/ui/time";
import type { LedgerEntryView } from "@/lib/ledger";

type RequestChangesProps = {
  readonly base: string;
  readonly entries: readonly LedgerEntryView[];
  readonly names: Readonly<Record<string, string>>;
};

/** What a request changed, by the ledger: it came to the console or the control API, not to the gate. */
export function RequestChanges({ base, entries, names }: RequestChangesProps) {
  return (
    <Section title="Changes" note="What the ledger holds of this request beside calls.">
      <ol className="divide-y divide-line border-y border-line">
        {entries.map((entry) => (
          <li
            key={entry.seq}
            className="relative flex flex-wrap items-baseline gap-x-3 py-2 hover:bg-hover"
          >
            <Link
              href={withParams(`${base}/ledger`, {}, { entry: String(entry.seq) })}
              className="tabular w-16 font-medium after:absolute after:inset-0"
            >
              {count(entry.seq)}
            </Link>
            <span className="min-w-0 flex-1">
              {entryWords(entry.type)}: <Reference reference={entry.target} names={names} />{" "}
              <span className="text-muted">
                by <Reference reference={entry.actor} names={names} />
              </span>
            </span>
            <code className="font-mono text-xs text-faint" title={entry.leaf}>
              {entry.leaf.slice(0, 12)}
            </code>
            <span className="tabular text-sm text-faint">{utc(entry.at)}</span>
          </li>
        ))}
      </ol>
    </Section>
  );
}
