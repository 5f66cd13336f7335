"use client";
import { useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Section } from "@/components/ui/facts";
import { useLeaveGuard } from "@/components/ui/leave-guard";
import { NotPermitted, type Permit } from "@/components/ui/permitted";
import type { ActionResult } from "@/components/ui/result";
import type { RulesDocument } from "@/lib/policy/rules.schema";
import { DraftEffects } from "./draft-effects";
import { draftStatus } from "./draft-status";
import { DryRunView } from "./dry-run-view";
import { FaultList } from "./fault-list";
import { formatRules } from "./format-rules";
import { goToLine, JsonEditor, replaceAll } from "./json-editor";
import { PublishDialog, type Published } from "./publish-dialog";
import { type Receipt, ReceiptLine } from "./receipt-line";
import { setToolState } from "./set-state";
import { useDraft } from "./use-draft";
import { Versions, type VersionView } from "./versions";

type WorkbenchProps = {
  readonly base: string;
  readonly serverId: string;
  readonly tools: readonly string[];
  readonly published: RulesDocument | null;
  readonly versions: readonly VersionView[];
  readonly start: RulesDocument;
  readonly permit: Permit;
  readonly publish: (input: {
    readonly document: unknown;
    readonly expectedHash: string | null;
  }) => Promise<ActionResult<Published>>;
};

/** The rules as text and as a list of tools, side by side, and a bench that tries them on recent calls. */
export function Workbench(props: WorkbenchProps) {
  const { base, serverId, tools, published, versions, permit } = props;
  const inForce = published === null ? "" : formatRules(published);
  const area = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(() => formatRules(props.start));
  const [publishing, setPublishing] = useState(false);
  const [receipt, setReceipt] = useState<Receipt | null>(null);
  const draft = useDraft(serverId, text, inForce);
  const version = versions[0]?.version ?? 0;
  const load = (next: string) => replaceAll(area.current, next) || setText(next);
  useLeaveGuard(
    draft.changed && permit.may && text !== formatRules(props.start),
    "The draft is not published. Leave and lose it?",
  );
  const ready = draft.changed && draft.document !== null && draft.dryRun !== null;
  return (
    <>
      {receipt ? <ReceiptLine {...receipt} /> : null}
      <div className="grid gap-x-8 gap-y-8 xl:grid-cols-[minmax(0,1.15fr)_minmax(0,1fr)]">
        <section aria-label="Rules" className="min-w-0">
          <div className="mb-2 flex flex-wrap items-center gap-2">
            <p className="mr-auto text-sm text-muted" role="status">
              {draftStatus(draft, version)}
            </p>
            <Button size="sm" variant="quiet" onClick={() => load(pretty(text))}>
              Format
            </Button>
            {draft.changed && inForce !== "" ? (
              <Button size="sm" variant="quiet" onClick={() => load(inForce)}>
                Discard changes
              </Button>
            ) : null}
            {permit.may ? (
              <Button
                size="sm"
                variant="primary"
                aria-disabled={!ready}
                onClick={() => setPublishing(true)}
              >
                Publish…
              </Button>
            ) : (
              <NotPermitted size="sm" why={permit.why}>
                Publish…
              </NotPermitted>
            )}
          </div>
          <JsonEditor
            ref={area}
            label="Rules as JSON"
            text={text}
            faults={draft.faults}
            onChange={setText}
          />
          <FaultList draft={draft} onGo={(line) => goToLine(area.current, line)} />
          <Section
            title="Dry run"
            note="The draft, tried on recent calls as they were recorded. It changes nothing."
            className="mt-8"
          >
            {draft.dryRun ? (
              <DryRunView base={base} run={draft.dryRun} />
            ) : (
              <p className="text-muted">Waits for a draft without faults.</p>
            )}
          </Section>
        </section>
        <Section
          title="What the draft means"
          note="The same rules, tool by tool. A choice here changes the text."
          className="min-w-0"
        >
          {draft.document ? (
            <DraftEffects
              tools={tools}
              draft={draft.document}
              published={published}
              onSet={(tool, target) =>
                draft.document && load(formatRules(setToolState(draft.document, tool, target)))
              }
            />
          ) : (
            <p className="py-3 text-muted">
              {draft.faults.length > 0
                ? "Appears again once the faults are corrected."
                : "Checking."}
            </p>
          )}
        </Section>
      </div>
      {versions.length > 0 ? (
        <Section
          title="Versions"
          note="Rules are known by the hash of their canonical form."
          className="mt-10"
        >
          <Versions versions={versions} onLoad={({ text: old }) => load(old)} />
        </Section>
      ) : null}
      {publishing && draft.document && draft.dryRun ? (
        <PublishDialog
          before={inForce}
          after={formatRules(draft.document)}
          nextVersion={version + 1}
          run={draft.dryRun}
          publish={() =>
            props.publish({ document: draft.document, expectedHash: versions[0]?.hash ?? null })
          }
          onPublished={(result, requestId) => {
            setReceipt({ published: result, requestId });
            setPublishing(false);
          }}
          onClose={() => setPublishing(false)}
        />
      ) : null}
    </>
  );
}

/** The text in reading order; one that is not JSON stays as it is. */
function pretty(text: string): string {
  try {
    return formatRules(JSON.parse(text));
  } catch {
    return text;
  }
}
