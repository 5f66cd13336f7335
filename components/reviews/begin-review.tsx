"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { PERMISSION_GROUPS, permissionSentence } from "@/components/access/permission-groups";
import { Field, Input, Select } from "@/components/ui/field";
import { FormDialog } from "@/components/ui/form-dialog";
import type { ActionResult, Receipted } from "@/components/ui/result";
import { showDone } from "@/components/ui/show-done";
import { plural } from "@/components/ui/time";
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
type Begun = Receipted & { readonly id: string; readonly lines: number };

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
  const [reviewers, setReviewers] = useState(NOBODY);
  return (
    <FormDialog
      opener={{ variant: "primary", children: "Begin a review" }}
      title="Begin a review"
      purpose="Each line is one who holds something at this moment, to be kept or taken away by the date."
      submit="Begin review"
      schema={schema}
      fields={FIELDS}
      read={(form) => read(form, [...reviewers])}
      send={begin}
      done={(result, { name }) => {
        const { id, lines } = result.value;
        showDone(`${name} has begun: ${plural(lines, "line")} to decide`, result);
        router.push(`${base}/reviews/${id}`);
      }}
    >
      {({ fault, faultWithin, changed }) => (
        <>
          <Field label="Name" error={fault("/name")}>
            <Input
              name="name"
              maxLength={120}
              autoComplete="off"
              placeholder="Spring, everybody"
              onChange={() => changed("/name")}
            />
          </Field>
          <Field
            label="Due at the end of"
            help="In UTC. Who decides is told when it is near, and all who may decide when it has passed."
            error={fault("/dueAt")}
          >
            <Input
              type="date"
              name="day"
              defaultValue={dayAhead(30, Date.now())}
              onChange={() => changed("/dueAt")}
            />
          </Field>
          <Kinds error={faultWithin("/subjects")} onChange={() => changed("/subjects")} />
          <Field
            label="Only who holds"
            help="Of members and keys. Grants hold no permission, and have no line then."
            error={fault("/holding")}
          >
            <Select name="holding" defaultValue="" onChange={() => changed("/subjects")}>
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
            error={faultWithin("/reviewers")}
          />
        </>
      )}
    </FormDialog>
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
