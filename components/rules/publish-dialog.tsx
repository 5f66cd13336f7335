"use client";
import { useState, useTransition } from "react";
import { ask } from "@/components/live/ask";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActs } from "@/components/ui/dialog";
import { FormProblem } from "@/components/ui/form-problem";
import type { ProblemView } from "@/components/ui/problem";
import type { ActionResult, ReceiptView } from "@/components/ui/result";
import { count, plural } from "@/components/ui/time";
import type { DryRun } from "@/lib/decisions";
import type { RulesDocument } from "@/lib/policy/rules.schema";
import { DiffView } from "./diff-view";
import { formatRules } from "./format-rules";
import type { InForce } from "./in-force";
import { PublishConflict } from "./publish-conflict";

export type Published = {
  readonly version: number;
  readonly hash: string;
  readonly receipt: ReceiptView;
};
export type PublishInput = {
  readonly document: unknown;
  readonly expectedHash: string | null;
  /** Set where nothing is known to be published: then nothing may be. */
  readonly onlyFirst: boolean;
};

type PublishDialogProps = {
  readonly serverId: string;
  readonly document: RulesDocument;
  readonly inForce: InForce | null;
  readonly run: DryRun;
  readonly publish: (input: PublishInput) => Promise<ActionResult<Published>>;
  readonly onPublished: (published: Published, requestId: string) => void;
  /** Takes over another text in place of the draft. */
  readonly onTake: (text: string) => void;
  readonly onClose: () => void;
};

/** The last look before rules take effect: what changes, its hash, and what it would have changed. */
export function PublishDialog(props: PublishDialogProps) {
  const { serverId, document, run, publish, onPublished, onTake, onClose } = props;
  const [inForce, setInForce] = useState(props.inForce);
  const [theirs, setTheirs] = useState<InForce | null>(null);
  const [problem, setProblem] = useState<ProblemView | null>(null);
  const [pending, start] = useTransition();
  const after = formatRules(document);
  const confirm = () =>
    start(async () => {
      setProblem(null);
      const expectedHash = inForce?.hash ?? null;
      const result = await publish({ document, expectedHash, onlyFirst: inForce === null });
      if (result.ok) return onPublished(result.value, result.requestId);
      if (result.problem.code === "conflict") setTheirs(await newest(serverId));
      else setProblem(result.problem);
    });
  const next = (inForce?.version ?? 0) + 1;
  if (theirs !== null) {
    return (
      <PublishConflict
        theirs={theirs}
        mine={after}
        onOver={() => {
          setInForce(theirs);
          setTheirs(null);
        }}
        onTake={() => onTake(theirs.text)}
        onClose={onClose}
      />
    );
  }
  const { replayed, nowRefused, nowAllowed, depends } = run.summary;
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={`Publish version ${next}`}
      purpose="It applies to the next call on every gate, within a second. The versions before stay readable."
    >
      {problem ? (
        <div className="mb-4">
          <FormProblem problem={problem} />
        </div>
      ) : null}
      <DiffView before={inForce?.text ?? ""} after={after} />
      <dl className="mt-4 grid grid-cols-[auto_1fr] gap-x-4 gap-y-2">
        <dt className="text-sm text-faint">Hash</dt>
        <dd className="font-mono text-xs leading-5 break-all">{run.hash}</dd>
        <dt className="text-sm text-faint">Recent calls</dt>
        <dd>
          {replayed === 0
            ? "None to try it on."
            : `Of the last ${plural(replayed, "call")}: ${count(nowRefused)} would now be refused, ${count(nowAllowed)} would now pass, ${count(depends)} depend on values.`}
        </dd>
      </dl>
      <DialogActs>
        <Button onClick={onClose}>Keep editing</Button>
        <Button variant="primary" pending={pending} onClick={confirm}>
          {nowRefused > 0
            ? `Publish: ${plural(nowRefused, "recent call")} would now be refused`
            : `Publish version ${next}`}
        </Button>
      </DialogActs>
    </Dialog>
  );
}

/** The version in force by now, as text. */
async function newest(serverId: string): Promise<InForce | null> {
  const params = { id: serverId };
  const { data } = await ask("GET /api/v1/servers/{id}/rules/versions", { params });
  const [first] = data;
  return first === undefined ? null : { ...first, text: formatRules(first.document) };
}
