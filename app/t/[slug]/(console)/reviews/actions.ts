"use server";
import { z } from "zod";
import type { ReviewDraft } from "@/components/reviews/begin-review";
import type { ReviewChange } from "@/components/reviews/change-review";
import type { Decision } from "@/components/reviews/decide-line";
import {
  beginReview,
  changeReview,
  closeReview,
  decideLine,
  keepLines,
  keptLinesSchema,
  newReviewSchema,
  reviewChangeSchema,
  reviewDecisionSchema,
} from "@/lib/reviews";
import { act } from "../../attempt";

const nothing = z.undefined();

/** Begins a review of access. */
export async function begin(slug: string, input: ReviewDraft) {
  return await act(slug, newReviewSchema, input, (house, caller, given) =>
    beginReview(house, caller, given),
  );
}

/** Gives a review another date, or other reviewers. */
export async function change(slug: string, id: string, input: ReviewChange) {
  return await act(slug, reviewChangeSchema, input, (house, caller, given) =>
    changeReview(house, caller, id, given),
  );
}

/** Decides one line of a review. */
export async function decide(slug: string, id: string, lineId: string, input: Decision) {
  return await act(slug, reviewDecisionSchema, input, (house, caller, given) =>
    decideLine(house, caller, { id, lineId }, given),
  );
}

/** Keeps several lines of a review. */
export async function keep(slug: string, id: string, input: { readonly lines: readonly string[] }) {
  return await act(slug, keptLinesSchema, input, (house, caller, given) =>
    keepLines(house, caller, id, given),
  );
}

/** Closes a review. */
export async function close(slug: string, id: string) {
  return await act(slug, nothing, undefined, (house, caller) => closeReview(house, caller, id));
}
