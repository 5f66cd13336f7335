"use client";
import { useState } from "react";
import { Field, Input } from "@/components/ui/field";
import { FormDialog } from "@/components/ui/form-dialog";
import type { ActionResult, Receipted } from "@/components/ui/result";
import { showDone } from "@/components/ui/show-done";
import type { ReviewView } from "@/lib/reviews";
import { dayOf, endOfDay } from "./due-date";
import { type Reviewer, ReviewerChoice } from "./reviewer-choice";

export type ReviewChange = { readonly dueAt?: string; readonly reviewers?: readonly string[] };

type ChangeReviewProps = {
  readonly review: Pick<ReviewView, "name" | "dueAt" | "reviewers">;
  readonly people: readonly Reviewer[];
  readonly change: (change: ReviewChange) => Promise<ActionResult<Receipted>>;
};

const FIELDS = ["/dueAt", "/reviewers"];
const schema = () =>
  import("@/lib/reviews/review.schema").then((module) => module.reviewChangeSchema);

/** Gives a review another date, or other reviewers. */
export function ChangeReview({ review, people, change }: ChangeReviewProps) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(review.reviewers));
  const read = (form: HTMLFormElement): ReviewChange | null => {
    const day = String(new FormData(form).get("day") ?? "");
    const same =
      chosen.size === review.reviewers.length && review.reviewers.every((id) => chosen.has(id));
    const wanted: ReviewChange = {
      ...(day === dayOf(review.dueAt) ? {} : { dueAt: endOfDay(day) }),
      ...(same ? {} : { reviewers: [...chosen] }),
    };
    return Object.keys(wanted).length === 0 ? null : wanted;
  };
  return (
    <FormDialog
      opener={{ children: "Change" }}
      title={`Change ${review.name}`}
      purpose="What was decided stays. The change stands in the ledger, and whoever decides from now on is told."
      submit="Save"
      schema={schema}
      fields={FIELDS}
      read={read}
      send={change}
      done={(result) => showDone(`${review.name} is changed`, result)}
    >
      {({ fault, faultWithin, changed }) => (
        <>
          <Field label="Due at the end of" help="In UTC." error={fault("/dueAt")}>
            <Input
              type="date"
              name="day"
              defaultValue={dayOf(review.dueAt)}
              onChange={() => changed("/dueAt")}
            />
          </Field>
          <ReviewerChoice
            people={people}
            chosen={chosen}
            onChange={setChosen}
            error={faultWithin("/reviewers")}
          />
        </>
      )}
    </FormDialog>
  );
}
