import Link from "next/link";
import { CodeBlock } from "@/components/ui/code-block";
import { Id } from "@/components/ui/copy-button";
import { type Fact, Facts, Section } from "@/components/ui/facts";
import { withParams } from "@/components/ui/href";
import { count, duration, utc } from "@/components/ui/time";
import type { DecisionDetail } from "@/lib/decisions";
import { Explanation } from "./explanation";

type DecisionPanelProps = { readonly base: string; readonly decision: DecisionDetail };

/** Everything that is known of one decision. There is no argument's value: none is recorded. */
export function DecisionPanel({ base, decision }: DecisionPanelProps) {
  const server = `${base}/servers/${decision.serverId}`;
  return (
    <div className="space-y-8">
      <Explanation base={base} decision={decision} />
      <Section title="Facts">
        <Facts
          facts={[
            { name: "When", value: <time dateTime={decision.at}>{utc(decision.at)}</time> },
            { name: "Server", value: <PlainLink href={server}>{decision.serverName}</PlainLink> },
            {
              name: "Grant",
              value: (
                <PlainLink href={withParams(`${base}/decisions`, {}, { grant: decision.grantId })}>
                  {decision.grantName}
                </PlainLink>
              ),
            },
            { name: "Method", value: <code className="font-mono text-sm">{decision.method}</code> },
            { name: "Arguments", value: <Keys decision={decision} /> },
            ...afterwards(decision),
            {
              name: "Request id",
              value: <Id value={decision.requestId} label="Copy request id" />,
            },
            { name: "Decision id", value: <Id value={decision.id} label="Copy decision id" /> },
            { name: "Rules", value: <Hash value={decision.policyHash} label="Copy rules hash" /> },
            {
              name: "Tool definition",
              value: <Hash value={decision.definitionHash} label="Copy definition hash" />,
            },
            { name: "Redaction", value: `Version ${decision.redactionVersion}` },
          ]}
        />
      </Section>
      <Reservations reservations={decision.reservations} />
      <Section title="In the ledger" note="What was recorded of this call, oldest first.">
        <ol className="divide-y divide-line border-y border-line">
          {decision.history.map((entry) => (
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
              <span className="tabular text-sm text-faint">{utc(entry.at).slice(11)}</span>
            </li>
          ))}
        </ol>
      </Section>
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

function PlainLink({ href, children }: { readonly href: string; readonly children: string }) {
  return (
    <Link
      href={href}
      className="underline decoration-line underline-offset-2 hover:decoration-current"
    >
      {children}
    </Link>
  );
}

function Hash({ value, label }: { readonly value: string | null; readonly label: string }) {
  return value === null ? (
    <span className="text-faint">None</span>
  ) : (
    <Id value={value} label={label} />
  );
}

/** How the server answered; a refused call never reached it. */
function afterwards({ decision, upstreamStatus, durationMs }: DecisionDetail): Fact[] {
  if (decision === "refuse") return [];
  return [
    {
      name: "Server answered",
      value: upstreamStatus === null ? "No answer recorded" : `HTTP ${upstreamStatus}`,
    },
    { name: "Took", value: durationMs === null ? "Not recorded" : duration(durationMs) },
  ];
}

/** The names of the top-level arguments: all that is kept of them. */
function Keys({ decision }: { readonly decision: DecisionDetail }) {
  if (decision.argumentKeys.length === 0) return <span className="text-faint">None</span>;
  return (
    <>
      <span className="flex flex-wrap gap-1">
        {decision.argumentKeys.map((key) => (
          <code key={key} className="rounded-sm bg-hover px-1.5 font-mono text-xs leading-5">
            {key}
          </code>
        ))}
        {decision.argumentKeysMore > 0 ? (
          <span className="text-sm text-faint">and {count(decision.argumentKeysMore)} more</span>
        ) : null}
      </span>
      <span className="mt-0.5 block text-sm text-faint">Names only; values are never kept.</span>
    </>
  );
}

function Reservations({ reservations }: Pick<DecisionDetail, "reservations">) {
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
