import { Section } from "@/components/ui/facts";
import { DryRunView } from "./dry-run-view";
import type { GridTool } from "./grid-rows";
import { TryCall } from "./try-call";
import type { Draft } from "./use-draft";

type TestBenchProps = {
  readonly base: string;
  readonly serverId: string;
  readonly tools: readonly GridTool[];
  readonly draft: Draft;
};

/** The draft tried on what really came, and on what one thinks of. Neither calls anything. */
export function TestBench({ base, serverId, tools, draft }: TestBenchProps) {
  return (
    <div className="mt-10 grid gap-x-8 gap-y-8 xl:grid-cols-[minmax(0,1.25fr)_minmax(0,1fr)]">
      <Section
        title="Recent calls"
        note="What the draft would have answered to them. It changes nothing."
        className="min-w-0"
      >
        {draft.dryRun ? (
          <DryRunView base={base} run={draft.dryRun} />
        ) : (
          <p className="text-muted">
            {draft.checking ? "Trying the draft." : "Waits for a draft without faults."}
          </p>
        )}
      </Section>
      <Section
        title="Try a call"
        note="The draft is asked as the gate would ask it. Nothing is called."
        className="min-w-0"
      >
        <TryCall serverId={serverId} tools={tools} draft={draft} />
      </Section>
    </div>
  );
}
