import Link from "next/link";
import { formatRules } from "@/components/rules/format-rules";
import { cx } from "@/components/ui/cx";
import { utc } from "@/components/ui/time";
import type { DecisionDetail, RulesThen } from "@/lib/decisions";
import { ruleLines } from "./rule-lines";

type RulesThenViewProps = {
  readonly base: string;
  readonly decision: DecisionDetail;
  readonly rules: RulesThen | null;
};

/** How many lines stand around the rule that fired; a short document is shown whole. */
const AROUND = 7;
const SHORT = 28;

/** The rules as they were in force at the decision, the one that fired marked. */
export function RulesThenView({ base, decision, rules }: RulesThenViewProps) {
  if (rules === null) {
    return (
      <p className="text-muted">
        {decision.policyHash === null
          ? "No rules of this server were in force: nothing passes without."
          : "The version that was in force is not kept any more."}
      </p>
    );
  }
  const text = formatRules(rules.document);
  const lines = text.split("\n");
  const marked = decision.rule === null ? null : ruleLines(text, decision.rule);
  const whole = lines.length <= SHORT;
  const from = whole || marked === null ? 1 : Math.max(1, marked.from - AROUND);
  const to = whole ? lines.length : Math.min(lines.length, (marked?.to ?? SHORT) + AROUND);
  return (
    <>
      <p className="mb-2 flex flex-wrap items-baseline gap-x-4 gap-y-1 text-sm text-muted">
        <span>
          Version {rules.version}, published {utc(rules.publishedAt)}
        </span>
        <Link
          className="text-accent-text hover:underline"
          href={`${base}/servers/${decision.serverId}/rules`}
        >
          Open the rules
        </Link>
      </p>
      <section
        aria-label="Rules in force at the decision"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        tabIndex={0}
        className="max-h-112 overflow-auto rounded-md border border-line bg-canvas py-1.5 font-mono text-xs leading-5"
      >
        <div className="w-max min-w-full">
          {from > 1 ? <Left count={from - 1} /> : null}
          {lines.slice(from - 1, to).map((line, index) => {
            const number = from + index;
            const fired = marked !== null && number >= marked.from && number <= marked.to;
            return (
              <div key={number} className={cx("flex px-3", fired && "bg-danger-soft")}>
                <span aria-hidden className="w-9 shrink-0 pr-3 text-right text-faint select-none">
                  {number}
                </span>
                {fired && number === marked.from ? (
                  <span className="sr-only">The rule that fired: </span>
                ) : null}
                <span className={cx("whitespace-pre", fired && "text-danger-text")}>{line}</span>
              </div>
            );
          })}
          {to < lines.length ? <Left count={lines.length - to} /> : null}
        </div>
      </section>
      <p className="mt-1.5 font-mono text-xs break-all text-faint">{rules.hash}</p>
    </>
  );
}

function Left({ count }: { readonly count: number }) {
  return <div className="px-3 text-faint">… {count === 1 ? "1 line" : `${count} lines`}</div>;
}
