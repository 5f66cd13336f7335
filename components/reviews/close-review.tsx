"use client";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import type { ActionResult, Receipted } from "@/components/ui/result";
import { showDone } from "@/components/ui/show-done";

type CloseReviewProps = {
  readonly name: string;
  readonly close: () => Promise<ActionResult<Receipted>>;
};

/** Closes a review. What stands against it is said by the server, which counts anew. */
export function CloseReview({ name, close }: CloseReviewProps) {
  return (
    <ConfirmDialog
      opener={{ variant: "primary", children: "Close review" }}
      title={`Close ${name}`}
      purpose="Every line must be decided, or be about what has ended, and what was to go must have gone. A closed review is not opened again."
      keep="Leave it open"
      act="Close review"
      harmless
      run={close}
      done={(result) => showDone(`${name} is closed`, result)}
    />
  );
}
