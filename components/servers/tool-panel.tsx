import Link from "next/link";
import { EffectBadge } from "@/components/rules/effect-badge";
import { effectiveState } from "@/components/rules/effective-state";
import { CodeBlock } from "@/components/ui/code-block";
import { Id } from "@/components/ui/copy-button";
import { Facts, Section } from "@/components/ui/facts";
import { withParams } from "@/components/ui/href";
import { utc } from "@/components/ui/time";
import type { RulesDocument } from "@/lib/policy/rules.schema";
import type { ToolView } from "@/lib/servers";

type ToolPanelProps = {
  readonly base: string;
  readonly serverId: string;
  readonly tool: ToolView;
  readonly rules: RulesDocument | null;
};

/** One tool: what the rules mean for it, and its definition as the server gave it. */
export function ToolPanel({ base, serverId, tool, rules }: ToolPanelProps) {
  const { state, notes } = effectiveState(rules, tool.name);
  return (
    <div className="space-y-8">
      <Section
        title="Under the rules in force"
        act={
          <Link
            href={`${base}/servers/${serverId}/rules`}
            className="text-sm text-accent-text hover:underline"
          >
            Edit the rules
          </Link>
        }
      >
        <div className="flex gap-3 rounded-lg border border-line px-4 py-3">
          <EffectBadge state={state} />
          <ul className="space-y-0.5">
            {notes.length === 0 ? <li>Every call passes.</li> : null}
            {notes.map((note) => (
              <li key={note}>
                {note[0]?.toUpperCase()}
                {note.slice(1)}
              </li>
            ))}
          </ul>
        </div>
      </Section>
      <Section title="Facts">
        <Facts
          facts={[
            ...(tool.title ? [{ name: "Title", value: tool.title }] : []),
            { name: "Description", value: tool.description ?? "None" },
            { name: "First seen", value: utc(tool.firstSeenAt) },
            { name: "Last seen", value: utc(tool.seenAt) },
            {
              name: "Definition hash",
              value: <Id value={tool.definitionHash} label="Copy definition hash" />,
            },
            {
              name: "Calls",
              value: (
                <Link
                  className="text-accent-text hover:underline"
                  href={withParams(`${base}/decisions`, {}, { server: serverId, tool: tool.name })}
                >
                  Show its decisions
                </Link>
              ),
            },
          ]}
        />
      </Section>
      <Section title="Definition" note="As the server gave it when it was last asked.">
        <CodeBlock
          code={JSON.stringify(tool.definition, null, 2)}
          label="definition"
          className="max-h-[28rem]"
        />
      </Section>
    </div>
  );
}
