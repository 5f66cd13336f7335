import { ArrowRight } from "lucide-react";
import Link from "next/link";
import { Ago } from "@/components/ui/ago";
import { cx } from "@/components/ui/cx";
import { withParams } from "@/components/ui/href";
import { Cell, Head, Table } from "@/components/ui/table";
import { count, plural } from "@/components/ui/time";
import type { DryRun } from "@/lib/decisions";
import { effectsByTool } from "./effects-by-tool";

type DryRunViewProps = { readonly base: string; readonly run: DryRun };

const SHOWN = 8;
const WORDS = { allow: "passed", refuse: "refused", depends: "depends on values" } as const;

/** What recent calls would have met under the draft: by tool, and those that would end differently. */
export function DryRunView({ base, run }: DryRunViewProps) {
  const { replayed, depends } = run.summary;
  if (replayed === 0) {
    return (
      <p className="text-muted">No call has come to this server yet, so there is none to try.</p>
    );
  }
  const differing = run.calls.filter((call) => call.changed);
  return (
    <>
      <Table aria-label="Recent calls by tool">
        <thead>
          <tr>
            <Head>Tool</Head>
            <Head className="w-16 text-right">Calls</Head>
            <Head className="w-28 text-right">Now refused</Head>
            <Head className="w-24 text-right">Now pass</Head>
            <Head className="w-24 text-right max-sm:hidden">Depend</Head>
          </tr>
        </thead>
        <tbody>
          {effectsByTool(run.calls).map((row) => (
            <tr key={row.tool}>
              <Cell className="h-8 max-w-0 truncate py-1 font-medium">{row.tool}</Cell>
              <Cell className="h-8 py-1 text-right text-muted">{count(row.calls)}</Cell>
              <Sum value={row.nowRefused} tone="text-danger-text" />
              <Sum value={row.nowAllowed} tone="text-ok-text" />
              <Sum value={row.depends} tone="text-warn-text" className="max-sm:hidden" />
            </tr>
          ))}
        </tbody>
      </Table>
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

function Sum(props: {
  readonly value: number;
  readonly tone: string;
  readonly className?: string;
}) {
  const look = props.value > 0 ? `${props.tone} font-medium` : "text-faint";
  return (
    <Cell className={cx("h-8 py-1 text-right", look, props.className)}>{count(props.value)}</Cell>
  );
}
