"use client";
import { type FormEvent, useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActs } from "@/components/ui/dialog";
import { Field, Input } from "@/components/ui/field";
import { focusFirstFault } from "@/components/ui/focus";
import { FormProblem } from "@/components/ui/form-problem";
import type { ActionResult, ReceiptView } from "@/components/ui/result";
import { showToast } from "@/components/ui/toast";
import { useFormCheck } from "@/components/ui/use-form-check";
import type { ReviewView } from "@/lib/reviews";
import { dayOf, endOfDay } from "./due-date";
import { type Reviewer, ReviewerChoice } from "./reviewer-choice";

export type ReviewChange = { readonly dueAt?: string; readonly reviewers?: readonly string[] };

type ChangeReviewProps = {
  readonly review: Pick<ReviewView, "name" | "dueAt" | "reviewers">;
  readonly people: readonly Reviewer[];
  readonly change: (
    change: ReviewChange,
  ) => Promise<ActionResult<{ readonly receipt: ReceiptView }>>;
};

const FIELDS = ["/dueAt", "/reviewers"];
const schema = () =>
  import("@/lib/reviews/review.schema").then((module) => module.reviewChangeSchema);

/** Gives a review another date, or other reviewers. */
export function ChangeReview({ review, people, change }: ChangeReviewProps) {
  const [open, setOpen] = useState(false);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(review.reviewers));
  const check = useFormCheck(schema);
  const [pending, start] = useTransition();
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    if (pending) return;
    const day = String(new FormData(form).get("day") ?? "");
    const same =
      chosen.size === review.reviewers.length && review.reviewers.every((id) => chosen.has(id));
    const wanted: ReviewChange = {
      ...(day === dayOf(review.dueAt) ? {} : { dueAt: endOfDay(day) }),
      ...(same ? {} : { reviewers: [...chosen] }),
    };
    if (Object.keys(wanted).length === 0) return setOpen(false);
    if (!(await check.holds(wanted))) return focusFirstFault(form);
    start(async () => {
      const result = await change(wanted);
      if (!result.ok) {
        check.refused(result.problem, FIELDS);
        return focusFirstFault(form);
      }
      setOpen(false);
      const detail = `Ledger entry ${result.value.receipt.seq} · request id ${result.requestId}`;
      showToast("ok", `${review.name} is changed`, detail);
    });
  };
  return (
    <>
      <Button onClick={() => setOpen(true)}>Change</Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title={`Change ${review.name}`}
        purpose="What was decided stays. The change stands in the ledger, and whoever decides from now on is told."
      >
        <form onSubmit={submit} noValidate className="flex flex-col gap-4">
          {check.problem ? <FormProblem problem={check.problem} /> : null}
          <Field label="Due at the end of" help="In UTC." error={check.fault("/dueAt")}>
            <Input
              type="date"
              name="day"
              defaultValue={dayOf(review.dueAt)}
              onChange={() => check.changed("/dueAt")}
            />
          </Field>
          <ReviewerChoice
            people={people}
            chosen={chosen}
            onChange={setChosen}
            error={check.faultWithin("/reviewers")}
          />
          <DialogActs>
            <Button onClick={() => setOpen(false)}>Cancel</Button>
            <Button type="submit" variant="primary" pending={pending}>
              Save
            </Button>
          </DialogActs>
        </form>
      </Dialog>
    </>
  );
}
