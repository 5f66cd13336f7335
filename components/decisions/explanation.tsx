import Link from "next/link";
import { cx } from "@/components/ui/cx";
import { withParams } from "@/components/ui/href";
import type { DecisionDetail } from "@/lib/decisions";
import { decisionState } from "./state";

type ExplanationProps = { readonly base: string; readonly decision: DecisionDetail };

const SOFT = {
  ok: "bg-ok-soft text-ok-text",
  warn: "bg-warn-soft text-warn-text",
  danger: "bg-danger-soft text-danger-text",
  accent: "bg-accent-soft text-accent-text",
  neutral: "bg-hover text-muted",
} as const;

/** What became of the call, by which rule, and what would have had to be different. */
export function Explanation({ base, decision }: ExplanationProps) {
  const state = decisionState(decision);
  const Icon = state.icon;
  const refused = decision.decision === "refuse";
  return (
    <div className="overflow-hidden rounded-lg border border-line">
      <div className={cx("flex items-center gap-2 px-4 py-2.5 font-medium", SOFT[state.tone])}>
        <Icon aria-hidden className="size-4 shrink-0" />
        {state.word}
      </div>
      <div className="space-y-3 px-4 py-3.5">
        <p>{refused ? decision.why : state.meaning}</p>
        {decision.otherwise ? (
          <div>
            <h3 className="text-sm text-faint">What would have had to be different</h3>
            <p className="mt-0.5">{decision.otherwise}</p>
          </div>
        ) : null}
        {refused && decision.rule !== null ? (
          <div>
            <h3 className="text-sm text-faint">The rule that refused it</h3>
            <p className="mt-1 flex flex-wrap items-center gap-x-4 gap-y-1">
              <code className="rounded-sm bg-hover px-1.5 py-0.5 font-mono text-xs break-all">
                {decision.rule}
              </code>
              <Link
                className="text-sm text-accent-text hover:underline"
                href={`${base}/servers/${decision.serverId}/rules`}
              >
                Open the rules
              </Link>
              <Link
                className="text-sm text-accent-text hover:underline"
                href={withParams(
                  `${base}/decisions`,
                  {},
                  {
                    server: decision.serverId,
                    rule: decision.rule,
                  },
                )}
              >
                All refusals by it
              </Link>
            </p>
          </div>
        ) : null}
      </div>
    </div>
  );
}
