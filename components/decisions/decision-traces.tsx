import Link from "next/link";
import { Section } from "@/components/ui/facts";
import { withParams } from "@/components/ui/href";
import { count, utc } from "@/components/ui/time";
import type { DecisionDetail } from "@/lib/decisions";

type HistoryProps = { readonly base: string } & Pick<DecisionDetail, "history">;

/** The ledger's entries of a call, each with its number and the beginning of its hash. */
export function InLedger({ base, history }: HistoryProps) {
  return (
    <Section title="In the ledger" note="What was recorded of this call, oldest first.">
      <ol className="divide-y divide-line border-y border-line">
        {history.map((entry) => (
          <li key={entry.seq} className="relative flex items-baseline gap-3 py-2 hover:bg-hover">
            <Link
              href={withParams(`${base}/ledger`, {}, { entry: String(entry.seq) })}
              className="tabular font-medium after:absolute after:inset-0"
            >
              {count(entry.seq)}
            </Link>
            <span className="min-w-0 flex-1 truncate">
              {entry.type === "call.decided" ? "Decided" : "Settled"}:{" "}
              <span className="text-muted">{entry.outcome}</span>
            </span>
            <code className="font-mono text-xs text-faint" title={entry.leaf}>
              {entry.leaf.slice(0, 12)}
            </code>
            <span className="tabular text-sm text-faint">{utc(entry.at).slice(11)}</span>
          </li>
        ))}
      </ol>
    </Section>
  );
}

/** What the call took from limits. */
export function Reservations({ reservations }: Pick<DecisionDetail, "reservations">) {
  if (reservations.length === 0) return null;
  return (
    <Section title="Taken from limits" note="Given back where the call could not run.">
      <ul className="divide-y divide-line border-y border-line">
        {reservations.map((item) => (
          <li
            key={`${item.scope} ${item.counter} ${item.period}`}
            className="flex flex-wrap items-baseline justify-between gap-x-4 py-2"
          >
            <span>
              <span className="font-medium">{item.counter}</span>{" "}
              <span className="text-muted">
                {item.amount} in the {item.period} from {utc(item.windowStart).slice(11, 16)} UTC
              </span>
            </span>
            <span className="text-sm text-faint">{item.state}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
