import { ArrowUpRight } from "lucide-react";
import Link from "next/link";
import { buttonClass } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { Section } from "@/components/ui/facts";
import type { DecisionDetail } from "@/lib/decisions";
import { DecisionFacts } from "./decision-facts";
import { InLedger, Reservations } from "./decision-traces";
import { Explanation } from "./explanation";
import { StepBars } from "./step-bars";

type DecisionPanelProps = { readonly base: string; readonly decision: DecisionDetail };

/** Everything that is known of one decision. There is no argument's value: none is recorded. */
export function DecisionPanel({ base, decision }: DecisionPanelProps) {
  return (
    <div className="space-y-8">
      <Explanation base={base} decision={decision} />
      <p className="-mt-4">
        <Link
          href={`${base}/decisions/${encodeURIComponent(decision.requestId)}`}
          className={buttonClass({ size: "sm" })}
        >
          The whole request, with the rules as they were
          <ArrowUpRight aria-hidden />
        </Link>
      </p>
      <Section title="Steps in the gate">
        <StepBars steps={decision.steps} />
      </Section>
      <Section title="Facts">
        <DecisionFacts base={base} decision={decision} />
      </Section>
      <Reservations reservations={decision.reservations} />
      <InLedger base={base} history={decision.history} />
      <Section title="Raw">
        <CodeBlock
          code={JSON.stringify(decision, null, 2)}
          label="decision as JSON"
          className="max-h-80"
        />
      </Section>
    </div>
  );
}
