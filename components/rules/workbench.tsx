"use client";
import dynamic from "next/dynamic";
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import { Section } from "@/components/ui/facts";
import { useCloseGuard, useLeaveGuard } from "@/components/ui/leave-guard";
import type { Permit } from "@/components/ui/permitted";
import type { ActionResult } from "@/components/ui/result";
import { plural } from "@/components/ui/time";
import { WhenNear } from "@/components/ui/when-near";
import type { RulesDocument } from "@/lib/policy/rules.schema";
import { draftStatus } from "./draft-status";
import { FaultList } from "./fault-list";
import { formatRules, formatText } from "./format-rules";
import type { GridTool } from "./grid-rows";
import { GridView } from "./grid-view";
import { goToLine, historyKey, JsonEditor, showLine } from "./json-editor";
import type { Published, PublishInput } from "./publish-dialog";
import type { Receipt } from "./receipt-line";
import { applyEdits, stateEdits } from "./rule-edits";
import { toolLines } from "./tool-lines";
import type { GridActs } from "./tool-row";
import { useDraft } from "./use-draft";
import { useHistory } from "./use-history";
import { useIncomplete } from "./use-incomplete";
import { useKeptDraft } from "./use-kept-draft";
import type { VersionView } from "./versions";
import { type View, ViewTabs } from "./view-tabs";
import { WorkbenchBar } from "./workbench-bar";

// Not needed for the first look: loaded when one publishes or comes back, and behind the grid.
const PublishDialog = dynamic(() =>
  import("./publish-dialog").then((module) => module.PublishDialog),
);
const KeptDraftNote = dynamic(() =>
  import("./kept-draft-note").then((module) => module.KeptDraftNote),
);
const ReceiptLine = dynamic(() => import("./receipt-line").then((module) => module.ReceiptLine));
const Versions = dynamic(() => import("./versions").then((module) => module.Versions));
const TestBench = dynamic(() => import("./test-bench").then((module) => module.TestBench));

type WorkbenchProps = {
  readonly base: string;
  readonly serverId: string;
  /** Who edits, so that a draft that is kept is found by nobody else. */
  readonly actor: string;
  readonly tools: readonly GridTool[];
  readonly published: RulesDocument | null;
  readonly versions: readonly VersionView[];
  readonly start: RulesDocument;
  /** Where a grant is made, while there is none. */
  readonly grantsHref: string | undefined;
  readonly permit: Permit;
  readonly publish: (input: PublishInput) => Promise<ActionResult<Published>>;
};

/** The rules as a grid and as text, two views of one draft, and a bench that tries it. */
export function Workbench(props: WorkbenchProps) {
  const { base, serverId, tools, published, versions, permit } = props;
  const inForce = useMemo(() => (published === null ? "" : formatRules(published)), [published]);
  const start = useMemo(() => formatRules(props.start), [props.start]);
  const area = useRef<HTMLTextAreaElement>(null);
  const history = useHistory(() => start);
  const { text, change } = history;
  const [view, setView] = useState<View>("grid");
  const [openTool, setOpenTool] = useState<string | null>(null);
  const [publishing, setPublishing] = useState(false);
  const [receipt, setReceipt] = useState<Receipt | null>(null);
  const incomplete = useIncomplete();
  const draft = useDraft(serverId, text, inForce);
  const version = versions[0]?.version ?? 0;
  const unsaved = draft.changed && permit.may && text !== start;
  const kept = useKeptDraft({
    of: `${props.actor}.${serverId}`,
    text,
    version,
    unsaved,
    take: (left) => permit.may && change(left, true),
  });
  useCloseGuard(unsaved);
  useLeaveGuard(incomplete.count > 0, "A row is not complete, and is lost by leaving. Leave?");

  const { document } = draft;
  const { report } = incomplete;
  const acts = useMemo<GridActs>(
    () => ({
      toggle: (tool) => setOpenTool((now) => (now === tool ? null : tool)),
      edit: (edits) => change((now) => applyEdits(now, edits), true),
      setState: (tool, target) => {
        if (document === null) return;
        change((now) => applyEdits(now, stateEdits(document, tool, target)), true);
      },
      report,
    }),
    [change, document, report],
  );
  const marked = useMemo(
    () => (openTool === null ? null : toolLines(text, openTool)),
    [text, openTool],
  );
  const line = marked?.from;
  useEffect(() => {
    if (line !== undefined && openTool !== null) showLine(area.current, line);
  }, [line, openTool]);

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const key = event.defaultPrevented ? null : historyKey(event);
    // In a field of one line the browser's own history is what is meant.
    if (key === null || (event.target as HTMLElement).closest("input")) return;
    event.preventDefault();
    if (key === "undo") history.undo();
    else history.redo();
  };
  const ready =
    draft.changed && document !== null && draft.dryRun !== null && incomplete.count === 0;
  const status =
    incomplete.count > 0
      ? `${plural(incomplete.count, "row")} not complete`
      : draftStatus(draft, version);
  return (
    <>
      {receipt ? <ReceiptLine {...receipt} grantsHref={props.grantsHref} /> : null}
      {kept !== null && unsaved ? (
        <KeptDraftNote
          before={kept.version}
          version={version}
          onDiscard={() => change(start, true)}
        />
      ) : null}
      <WorkbenchBar
        status={status}
        history={history}
        permit={permit}
        ready={ready}
        onFormat={() => change(formatText(text), true)}
        onDiscard={draft.changed && inForce !== "" ? () => change(inForce, true) : undefined}
        onPublish={() => setPublishing(true)}
      />
      <ViewTabs view={view} faults={draft.faults.length} onView={setView} />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: it adds keys to the controls inside and is no control itself */}
      <div
        onKeyDown={onKeyDown}
        className="grid gap-x-8 xl:grid-cols-[minmax(0,1.25fr)_minmax(0,1fr)]"
      >
        <section
          aria-label="Rules as a grid"
          className={view === "grid" ? "min-w-0" : "min-w-0 max-xl:hidden"}
        >
          <GridView
            tools={tools}
            draft={draft}
            published={published}
            openTool={openTool}
            locked={!permit.may}
            acts={acts}
          />
        </section>
        <section
          aria-label="Rules as text"
          className={view === "json" ? "min-w-0" : "min-w-0 max-xl:hidden"}
        >
          <div className="xl:sticky xl:top-4">
            <JsonEditor
              ref={area}
              label="Rules as JSON"
              text={text}
              faults={draft.faults}
              marked={marked}
              readOnly={!permit.may}
              onChange={(next) => change(next)}
              onUndo={history.undo}
              onRedo={history.redo}
            />
            <FaultList draft={draft} onGo={(at) => goToLine(area.current, at)} />
          </div>
        </section>
      </div>
      <WhenNear>
        <TestBench base={base} serverId={serverId} tools={tools} draft={draft} />
      </WhenNear>
      {versions.length > 0 ? (
        <Section
          title="Versions"
          note="Rules are known by the hash of their canonical form."
          className="mt-10"
        >
          <WhenNear>
            <Versions
              serverId={serverId}
              versions={versions}
              onLoad={permit.may ? (old) => change(old, true) : undefined}
            />
          </WhenNear>
        </Section>
      ) : null}
      {publishing && document && draft.dryRun ? (
        <PublishDialog
          serverId={serverId}
          document={document}
          inForce={versions[0] ? { ...versions[0], text: inForce } : null}
          run={draft.dryRun}
          publish={props.publish}
          onPublished={(result, requestId) => {
            setReceipt({ published: result, requestId });
            setPublishing(false);
            window.scrollTo({ top: 0 });
          }}
          onTake={(theirs) => {
            change(theirs, true);
            setPublishing(false);
          }}
          onClose={() => setPublishing(false)}
        />
      ) : null}
    </>
  );
}
