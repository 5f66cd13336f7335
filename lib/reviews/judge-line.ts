type Judged = {
  readonly actor: string;
  readonly subject: string;
  readonly decision: "keep" | "remove";
  /** Whether the same person is behind the caller and the subject, as themselves or as its maker. */
  readonly own: boolean;
  /** Whether somebody has decided already that it should go. */
  readonly asked: boolean;
  /** Those who are to decide and still may, as the ledger names them. */
  readonly reviewers: readonly string[];
};

export type LineRefusal = "own" | "not-reviewer";

/**
 * Who may decide a line. Nobody decides on themselves, nor keeps what they made; giving up what one made
 * is no favour to oneself. Where reviewers are named, they decide; but a line about one of them is for
 * whoever may decide reviews, and so is taking away what a reviewer said should go. Reviewers who may no
 * longer decide bind nobody, or the review could never end. Pure.
 */
export function lineRefusal(judged: Judged): LineRefusal | null {
  const { actor, subject, decision, own, asked, reviewers } = judged;
  const themselves = subject === actor || (own && subject.startsWith("member:"));
  if (themselves || (own && decision === "keep")) return "own";
  const carriesOut = asked && decision === "remove";
  const free = reviewers.length === 0 || reviewers.includes(subject) || carriesOut;
  return free || reviewers.includes(actor) ? null : "not-reviewer";
}
