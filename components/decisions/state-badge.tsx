import { Badge } from "@/components/ui/badge";
import type { DecisionView } from "@/lib/decisions";
import { decisionState } from "./state";

/** What became of a call, at a glance. */
export function StateBadge({
  decision,
}: {
  readonly decision: Pick<DecisionView, "decision" | "outcome">;
}) {
  const { word, tone, icon, meaning } = decisionState(decision);
  return (
    <span title={meaning}>
      <Badge tone={tone} icon={icon}>
        {word}
      </Badge>
    </span>
  );
}
