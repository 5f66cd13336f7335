import Link from "next/link";
import { Ago } from "@/components/ui/ago";
import { withParams } from "@/components/ui/href";
import { count, plural } from "@/components/ui/time";
import type { DecisionSummary } from "@/lib/decisions";

type RefusalsProps = {
  readonly refusals: DecisionSummary["refusals"];
  readonly decisions: string;
  readonly within: { readonly from: string; readonly to: string };
};

/** What was refused most, and why in plain words; each leads to its decisions. */
export function Refusals({ refusals, decisions, within }: RefusalsProps) {
  if (refusals.length === 0) {
    return (
      <p className="rounded-lg border border-dashed border-line px-4 py-6 text-center text-muted">
        Nothing was refused.
      </p>
    );
  }
  return (
    <ul className="divide-y divide-line border-y border-line">
      {refusals.map((refusal) => (
        <li
          key={`${refusal.serverId} ${refusal.tool} ${refusal.rule}`}
          className="relative flex gap-4 py-2.5 hover:bg-hover"
        >
          <span className="tabular w-10 shrink-0 pl-1 text-right text-lg font-semibold">
            {count(refusal.count)}
          </span>
          <div className="min-w-0 flex-1">
            <p>
              <Link
                prefetch={false}
                href={withParams(decisions, within, {
                  server: refusal.serverId,
                  tool: refusal.tool ?? undefined,
                  rule: refusal.rule,
                  state: "refused",
                })}
                aria-label={`${plural(refusal.count, "refusal")} of ${refusal.tool ?? "calls without a tool"}: show decisions`}
                className="font-medium after:absolute after:inset-0"
              >
                {refusal.tool ?? "No tool"}
              </Link>{" "}
              <span className="text-faint">on {refusal.serverName}</span>
            </p>
            <p className="text-muted">{refusal.why}</p>
          </div>
          <Ago at={refusal.lastAt} className="self-start pr-1 text-sm text-faint" />
        </li>
      ))}
    </ul>
  );
}
