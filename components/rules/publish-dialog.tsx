"use client";
import { useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActs } from "@/components/ui/dialog";
import { FormProblem } from "@/components/ui/form-problem";
import type { ProblemView } from "@/components/ui/problem";
import type { ActionResult, ReceiptView } from "@/components/ui/result";
import { count, plural } from "@/components/ui/time";
import type { DryRun } from "@/lib/decisions";
import { DiffView } from "./diff-view";

export type Published = {
  readonly version: number;
  readonly hash: string;
  readonly receipt: ReceiptView;
};

type PublishDialogProps = {
  readonly before: string;
  readonly after: string;
  readonly nextVersion: number;
  readonly run: DryRun;
  readonly publish: () => Promise<ActionResult<Published>>;
  readonly onPublished: (published: Published, requestId: string) => void;
  readonly onClose: () => void;
};

/** The last look before rules take effect: what changes, its hash, and what it would have changed. */
export function PublishDialog(props: PublishDialogProps) {
  const { before, after, nextVersion, run, publish, onPublished, onClose } = props;
  const [problem, setProblem] = useState<ProblemView | null>(null);
  const [pending, start] = useTransition();
  const confirm = () =>
    start(async () => {
      const result = await publish();
      if (result.ok) onPublished(result.value, result.requestId);
      else setProblem(result.problem);
    });
  const { replayed, nowRefused, nowAllowed, depends } = run.summary;
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={`Publish version ${nextVersion}`}
      purpose="It applies to the next call on every gate, within a second. The versions before stay readable."
    >
      {problem ? (
        <div className="mb-4">
          <FormProblem problem={problem} />
        </div>
      ) : null}
      <DiffView before={before} after={after} />
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
            : `Publish version ${nextVersion}`}
        </Button>
      </DialogActs>
    </Dialog>
  );
}
