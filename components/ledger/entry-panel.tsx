import Link from "next/link";
import { CodeBlock } from "@/components/ui/code-block";
import { Id } from "@/components/ui/copy-button";
import { Facts, Section } from "@/components/ui/facts";
import { withParams } from "@/components/ui/href";
import { utc } from "@/components/ui/time";
import type { LedgerEntryView } from "@/lib/ledger";
import { CheckHash } from "./check-hash";
import { EntryOutcome } from "./entry-outcome";
import { Reference } from "./reference";

type EntryPanelProps = {
  readonly base: string;
  readonly tenantId: string;
  readonly entry: LedgerEntryView;
  readonly names: Readonly<Record<string, string>>;
};

/** Everything an entry says, the bytes its hash is taken over, and how to check it without us. */
export function EntryPanel({ base, tenantId, entry, names }: EntryPanelProps) {
  const offline = `bin/portcullis ledger verify --tenant ${tenantId}`;
  return (
    <div className="space-y-8">
      <Section title="Facts">
        <Facts
          facts={[
            { name: "When", value: utc(entry.at) },
            { name: "Who", value: <Reference reference={entry.actor} names={names} /> },
            { name: "Target", value: <Reference reference={entry.target} names={names} /> },
            { name: "Action", value: <code className="font-mono text-sm">{entry.action}</code> },
            { name: "Outcome", value: <EntryOutcome outcome={entry.outcome} /> },
            ...(entry.reason === null
              ? []
              : [
                  {
                    name: "Reason",
                    value: <code className="font-mono text-xs break-all">{entry.reason}</code>,
                  },
                ]),
            { name: "Slice", value: entry.slice },
            ...(entry.stream === null
              ? []
              : [
                  {
                    name: "Decision",
                    value: (
                      <Link
                        className="text-accent-text hover:underline"
                        href={withParams(`${base}/decisions`, {}, { open: entry.stream })}
                      >
                        Open the decision
                      </Link>
                    ),
                  },
                ]),
            { name: "Request id", value: <Id value={entry.requestId} label="Copy request id" /> },
            { name: "Entry id", value: <Id value={entry.id} label="Copy entry id" /> },
          ]}
        />
      </Section>
      <Section
        title="Canonical bytes"
        note="The entry itself. Its leaf hash is SHA-256 over a zero byte and exactly these bytes."
      >
        <CodeBlock code={entry.bytes} label="canonical bytes" wrap className="max-h-80" />
      </Section>
      <Section title="Leaf hash">
        <CodeBlock code={entry.leaf} label="leaf hash" wrap />
        <CheckHash bytes={entry.bytes} leaf={entry.leaf} />
      </Section>
      <Section
        title="Verify it without the console"
        note="Reads the log as its own database role and computes everything again. Keep the head elsewhere to notice what is cut off the end."
      >
        <CodeBlock code={offline} label="command" wrap />
      </Section>
    </div>
  );
}
