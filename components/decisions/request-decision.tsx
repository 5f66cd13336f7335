import { Section } from "@/components/ui/facts";
import { utc } from "@/components/ui/time";
import type { DecisionDetail, RulesThen } from "@/lib/decisions";
import { DecisionFacts } from "./decision-facts";
import { InLedger, Reservations } from "./decision-traces";
import { Explanation } from "./explanation";
import { RulesThenView } from "./rules-then";
import { StepBars } from "./step-bars";

type RequestDecisionProps = {
  readonly base: string;
  readonly decision: DecisionDetail & { readonly rulesThen: RulesThen | null };
};

/** One decision of a request: what became of it and why, how long each step took, what was recorded. */
export function RequestDecision({ base, decision }: RequestDecisionProps) {
  return (
    <article aria-label={`${decision.tool ?? decision.method} on ${decision.serverName}`}>
      <h2 className="mb-3 text-lg font-semibold">
        {decision.tool ?? decision.method}
        <span className="font-normal text-muted">
          {" "}
          on {decision.serverName}, {utc(decision.at)}
        </span>
      </h2>
      <div className="grid gap-x-10 gap-y-8 xl:grid-cols-[minmax(0,1.4fr)_minmax(0,1fr)]">
        <div className="min-w-0 space-y-8">
          <Explanation base={base} decision={decision} />
          <Section title="Steps in the gate">
            <StepBars steps={decision.steps} />
          </Section>
          <Section title="The rules in force then">
            <RulesThenView base={base} decision={decision} rules={decision.rulesThen} />
          </Section>
        </div>
        <div className="min-w-0 space-y-8">
          <Section title="Facts">
            <DecisionFacts base={base} decision={decision} />
          </Section>
          <Reservations reservations={decision.reservations} />
          <InLedger base={base} history={decision.history} />
        </div>
      </div>
    </article>
  );
}
