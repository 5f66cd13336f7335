import Link from "next/link";
import { Id } from "@/components/ui/copy-button";
import { type Fact, Facts } from "@/components/ui/facts";
import { withParams } from "@/components/ui/href";
import { count, duration, utc } from "@/components/ui/time";
import type { DecisionDetail } from "@/lib/decisions";

type DecisionFactsProps = { readonly base: string; readonly decision: DecisionDetail };

/** What is known of a decision. There is no argument's value: none is recorded. */
export function DecisionFacts({ base, decision }: DecisionFactsProps) {
  const server = `${base}/servers/${decision.serverId}`;
  return (
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
