import Link from "next/link";
import { count } from "@/components/ui/time";
import type { DecisionSummary } from "@/lib/decisions";
import { type RangeName, stepLabel } from "./range";

type SeriesTableProps = {
  readonly summary: DecisionSummary;
  readonly range: RangeName;
  readonly hrefOf: (fromIso: string, toIso: string) => string;
};

/** The chart's numbers as a table. Steps in which nothing happened are left out. */
export function SeriesTable({ summary, range, hrefOf }: SeriesTableProps) {
  const rows = summary.series
    .map((step, index) => ({ ...step, end: summary.series[index + 1]?.at ?? summary.to }))
    .filter((step) => step.passed + step.refused + step.failed + step.open > 0)
    .reverse();
  return (
    <details className="mt-3">
      <summary className="w-fit rounded-sm text-sm text-muted hover:text-text">
        Show as a table
      </summary>
      <table className="mt-2 w-full max-w-[640px] text-sm">
        <caption className="sr-only">Decisions by outcome, newest first</caption>
        <thead>
          <tr className="text-left text-xs text-faint">
            <th scope="col" className="py-1 font-medium">
              From (UTC)
            </th>
            {["Passed", "Failed", "Refused", "Open"].map((name) => (
              <th key={name} scope="col" className="py-1 text-right font-medium">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((step) => (
            <tr key={step.at} className="border-t border-line">
              <th scope="row" className="py-1 text-left font-normal">
                <Link href={hrefOf(step.at, step.end)} className="underline underline-offset-2">
                  {stepLabel(step.at, range)}
                </Link>
              </th>
              {[step.passed, step.failed, step.refused, step.open].map((value, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the columns never change places
                <td key={index} className="py-1 text-right">
                  {count(value)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
