"use client";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Field, Textarea } from "@/components/ui/field";
import { FormProblem } from "@/components/ui/form-problem";
import type { ProblemView } from "@/components/ui/problem";
import type { ActionResult, ReceiptView } from "@/components/ui/result";
import { showDone } from "@/components/ui/show-done";
import { plural } from "@/components/ui/time";

export type Decision = {
  readonly decision: "keep" | "remove";
  readonly note?: string;
  /** What is kept, as it was shown. */
  readonly version?: string;
};
type Decided = {
  readonly done: boolean;
  readonly ended: { readonly sessions: number; readonly keys: number };
  readonly receipt: ReceiptView;
};

type DecideLineProps = {
  readonly name: string;
  /** What taking it away is called, and what that ends. */
  readonly removal: { readonly act: string; readonly consequence: string };
  /** Whether somebody decided before that it should go. */
  readonly asked: boolean;
  /** Whether it is the caller's own, which they may give up and not keep. */
  readonly own: boolean;
  /** What is held now, as it is shown beside; null where nothing is. */
  readonly version: string | null;
  /** Whether that is more than the review says. */
  readonly grown: boolean;
  /** Where it goes on: the next line that is left, or the list. */
  readonly nextHref: string;
  readonly decide: (input: Decision) => Promise<ActionResult<Decided>>;
};

/** Keeps a line or takes away what it is about, with a note, and goes on to the next. */
export function DecideLine(props: DecideLineProps) {
  const { name, removal, asked, own, version, grown, nextHref, decide } = props;
  const router = useRouter();
  const [note, setNote] = useState("");
  const [problem, setProblem] = useState<ProblemView | null>(null);
  const [sure, setSure] = useState(false);
  const [pending, start] = useTransition();
  const run = (decision: Decision["decision"]) =>
    start(async () => {
      const trimmed = note.trim();
      const result = await decide({
        decision,
        ...(trimmed === "" ? {} : { note: trimmed }),
        ...(decision === "remove" || version === null ? {} : { version }),
      });
      if (!result.ok) return setProblem(result.problem);
      showDone(told(name, decision, result.value), result);
      router.push(nextHref, { scroll: false });
    });
  return (
    <div className="space-y-4">
      {problem ? <FormProblem problem={problem} /> : null}
      <Field label="Note" optional help="Why. It stays with this line, not in the ledger.">
        <Textarea
          value={note}
          maxLength={500}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
      </Field>
      {sure ? <p role="status">{removal.consequence}</p> : null}
      <div className="flex flex-wrap gap-2">
        {own || sure ? null : (
          <Button variant="primary" pending={pending} onClick={() => run("keep")}>
            {grown ? "Keep what it holds now" : asked ? "Keep after all" : "Keep"}
          </Button>
        )}
        {sure ? (
          <>
            <Button onClick={() => setSure(false)}>Not now</Button>
            <Button variant="danger" pending={pending} onClick={() => run("remove")}>
              {removal.act}
            </Button>
          </>
        ) : (
          <Button onClick={() => setSure(true)}>{removal.act}…</Button>
        )}
      </div>
    </div>
  );
}

function told(name: string, decision: Decision["decision"], { done, ended }: Decided): string {
  if (decision === "keep") return `${name} is kept`;
  if (!done) return `${name} should go: those who may take it away are told`;
  const more = [
    ...(ended.sessions > 0 ? [plural(ended.sessions, "session")] : []),
    ...(ended.keys > 0 ? [plural(ended.keys, "key")] : []),
  ];
  return more.length === 0
    ? `${name} is taken away`
    : `${name} is taken away, and ${more.join(" and ")} with it`;
}
