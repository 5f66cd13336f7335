"use client";
import { useRouter } from "next/navigation";
import { type FormEvent, useState, useTransition } from "react";
import { PERMISSION_GROUPS, permissionSentence } from "@/components/access/permission-groups";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActs } from "@/components/ui/dialog";
import { Field, Input, Select } from "@/components/ui/field";
import { focusFirstFault } from "@/components/ui/focus";
import { FormProblem } from "@/components/ui/form-problem";
import type { ActionResult, ReceiptView } from "@/components/ui/result";
import { plural } from "@/components/ui/time";
import { showToast } from "@/components/ui/toast";
import { useFormCheck } from "@/components/ui/use-form-check";
import type { SubjectKind } from "@/lib/reviews";
import { dayAhead, endOfDay } from "./due-date";
import { type Reviewer, ReviewerChoice } from "./reviewer-choice";

export type ReviewDraft = {
  readonly name: string;
  readonly dueAt: string;
  readonly subjects: readonly SubjectKind[];
  readonly holding: string | null;
  readonly reviewers: readonly string[];
};
type Begun = { readonly id: string; readonly lines: number; readonly receipt: ReceiptView };

type BeginReviewProps = {
  readonly base: string;
  readonly people: readonly Reviewer[];
  readonly begin: (draft: ReviewDraft) => Promise<ActionResult<Begun>>;
};

const KINDS: readonly { readonly kind: SubjectKind; readonly label: string }[] = [
  { kind: "member", label: "Members, and what their role holds" },
  { kind: "api-key", label: "API keys that work" },
  { kind: "grant", label: "Grants that work, in the workspaces you are looking at" },
];
const FIELDS = ["/name", "/dueAt", "/subjects", "/holding", "/reviewers"];
const NOBODY: ReadonlySet<string> = new Set();
const schema = () => import("@/lib/reviews/review.schema").then((module) => module.newReviewSchema);

/** Begins a review: what it is about, by when, and who decides. */
export function BeginReview({ base, people, begin }: BeginReviewProps) {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [reviewers, setReviewers] = useState(NOBODY);
  const check = useFormCheck(schema);
  const [pending, start] = useTransition();
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    if (pending) return;
    const draft = read(form, [...reviewers]);
    if (!(await check.holds(draft))) return focusFirstFault(form);
    start(async () => {
      const result = await begin(draft);
      if (!result.ok) {
        check.refused(result.problem, FIELDS);
        return focusFirstFault(form);
      }
      setOpen(false);
      const { id, lines, receipt } = result.value;
      showToast(
        "ok",
        `${draft.name} has begun: ${plural(lines, "line")} to decide`,
        `Ledger entry ${receipt.seq} · request id ${result.requestId}`,
      );
      router.push(`${base}/reviews/${id}`);
    });
  };
  return (
    <>
      <Button variant="primary" onClick={() => setOpen(true)}>
        Begin a review
      </Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title="Begin a review"
        purpose="Each line is one who holds something at this moment, to be kept or taken away by the date."
      >
        <form onSubmit={submit} noValidate className="flex flex-col gap-4">
          {check.problem ? <FormProblem problem={check.problem} /> : null}
          <Field label="Name" error={check.fault("/name")}>
            <Input
              name="name"
              maxLength={120}
              autoComplete="off"
              placeholder="Spring, everybody"
              onChange={() => check.changed("/name")}
            />
          </Field>
          <Field
            label="Due at the end of"
            help="In UTC. Who decides is told when it is near, and all who may decide when it has passed."
            error={check.fault("/dueAt")}
          >
            <Input
              type="date"
              name="day"
              defaultValue={dayAhead(30, Date.now())}
              onChange={() => check.changed("/dueAt")}
            />
          </Field>
          <Kinds
            error={check.faultWithin("/subjects")}
            onChange={() => check.changed("/subjects")}
          />
          <Field
            label="Only who holds"
            help="Of members and keys. Grants hold no permission, and have no line then."
            error={check.fault("/holding")}
          >
            <Select name="holding" defaultValue="" onChange={() => check.changed("/subjects")}>
              <option value="">Anything at all</option>
              {PERMISSION_GROUPS.map(({ title, permissions }) => (
                <optgroup key={title} label={title}>
                  {permissions.map((name) => (
                    <option key={name} value={name}>
                      {name}: {permissionSentence(name)}
                    </option>
                  ))}
                </optgroup>
              ))}
            </Select>
          </Field>
          <ReviewerChoice
            people={people}
            chosen={reviewers}
            onChange={setReviewers}
            error={check.faultWithin("/reviewers")}
          />
          <DialogActs>
            <Button onClick={() => setOpen(false)}>Cancel</Button>
            <Button type="submit" variant="primary" pending={pending}>
              Begin review
            </Button>
          </DialogActs>
        </form>
      </Dialog>
    </>
  );
}

function Kinds({
  error,
  onChange,
}: {
  readonly error?: string | undefined;
  readonly onChange: () => void;
}) {
  return (
    <fieldset className="min-w-0" data-faulty={error ? true : undefined} tabIndex={-1}>
      <legend className="mb-1 text-sm font-medium">What is reviewed</legend>
      {error ? (
        <p role="alert" className="mb-1 text-sm text-danger-text">
          {error}
        </p>
      ) : null}
      {KINDS.map(({ kind, label }) => (
        <label
          key={kind}
          className="flex cursor-pointer items-center gap-2.5 py-1 pointer-coarse:py-2"
        >
          <input
            type="checkbox"
            name="subjects"
            value={kind}
            defaultChecked
            onChange={onChange}
            className="size-3.5 shrink-0 accent-accent"
          />
          {label}
        </label>
      ))}
    </fieldset>
  );
}

function read(form: HTMLFormElement, reviewers: readonly string[]): ReviewDraft {
  const data = new FormData(form);
  return {
    name: String(data.get("name") ?? ""),
    dueAt: endOfDay(String(data.get("day") ?? "")),
    subjects: data.getAll("subjects").map(String) as SubjectKind[],
    holding: String(data.get("holding") ?? "") || null,
    reviewers,
  };
}
