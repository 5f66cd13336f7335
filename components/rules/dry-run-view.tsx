import { ArrowRight } from "lucide-react";
import Link from "next/link";
import { Ago } from "@/components/ui/ago";
import { cx } from "@/components/ui/cx";
import { withParams } from "@/components/ui/href";
import { count, plural } from "@/components/ui/time";
import type { DryRun } from "@/lib/decisions";

type DryRunViewProps = { readonly base: string; readonly run: DryRun };

const SHOWN = 12;
const WORDS = { allow: "passed", refuse: "refused", depends: "depends on values" } as const;

/** What recent calls would have met under the draft. Only what would differ is listed. */
export function DryRunView({ base, run }: DryRunViewProps) {
  const { replayed, nowRefused, nowAllowed, depends } = run.summary;
  if (replayed === 0) {
    return (
      <p className="text-muted">No call has come to this server yet, so there is none to try.</p>
    );
  }
  const differing = run.calls.filter((call) => call.changed);
  return (
    <>
      <dl className="tabular grid grid-cols-3 divide-x divide-line rounded-md border border-line text-sm">
        <Sum label="Would be refused" value={nowRefused} tone="text-danger-text" />
        <Sum label="Would pass" value={nowAllowed} tone="text-ok-text" />
        <Sum label="Depend on values" value={depends} tone="text-warn-text" />
      </dl>
      <p className="mt-2 text-sm text-muted">
        {differing.length === 0
          ? `None of the last ${plural(replayed, "call")} is known to end differently.`
          : `Of the last ${plural(replayed, "call")}, these would end differently:`}{" "}
        {depends > 0
          ? "Values of arguments are not recorded, so where a condition asks for one, nobody can say."
          : null}{" "}
        Limits are not replayed.
      </p>
      <ul className={cx(differing.length > 0 && "mt-2 divide-y divide-line border-y border-line")}>
        {differing.slice(0, SHOWN).map((call) => (
          <li
            key={call.decisionId}
            className="relative flex items-baseline gap-3 py-1.5 hover:bg-hover"
          >
            <Link
              prefetch={false}
              target="_blank"
              href={withParams(`${base}/decisions`, {}, { open: call.decisionId })}
              className="min-w-0 flex-1 truncate font-medium after:absolute after:inset-0"
            >
              {call.tool ?? call.method}
            </Link>
            <span className="flex items-center gap-1.5 text-sm text-muted">
              {WORDS[call.was.decision]}
              <ArrowRight aria-label="would be" className="size-3.5 text-faint" />
              <span
                className={call.would.decision === "refuse" ? "text-danger-text" : "text-ok-text"}
              >
                {WORDS[call.would.decision]}
              </span>
            </span>
            <Ago at={call.at} className="w-20 text-right text-sm text-faint" />
          </li>
        ))}
      </ul>
      {differing.length > SHOWN ? (
        <p className="mt-1.5 text-sm text-faint">And {count(differing.length - SHOWN)} more.</p>
      ) : null}
    </>
  );
}

function Sum(props: { readonly label: string; readonly value: number; readonly tone: string }) {
  return (
    <div className="px-3 py-2">
      <dt className="text-faint">{props.label}</dt>
      <dd className={cx("text-lg font-semibold", props.value > 0 ? props.tone : "text-faint")}>
        {count(props.value)}
      </dd>
    </div>
  );
}
