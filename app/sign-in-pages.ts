/** What a person is told of a sign-in that did not succeed; nothing of what was wrong with it. */
export type SignInNotice =
  | "refused"
  | "not-set-up"
  | "unavailable"
  | "signed-out"
  | "over"
  | "not-afresh"
  | "factor-asked";

/** The sign-in page of an organisation, with what is to be told there. */
export function signInPage(slug: string, notice?: SignInNotice, requestId?: string): string {
  const query = new URLSearchParams();
  if (notice !== undefined) query.set("notice", notice);
  if (requestId !== undefined) query.set("request", requestId);
  return `/t/${encodeURIComponent(slug)}/sign-in${query.size > 0 ? `?${query}` : ""}`;
}

/** Where a sign-in that waits is made whole. */
export function secondStepPage(slug: string): string {
  return `/t/${encodeURIComponent(slug)}/sign-in/second-step`;
}

/** Where one of several connections is chosen. */
export function choicePage(slug: string, next: string, afresh: boolean): string {
  const query = new URLSearchParams({ next, ...(afresh ? { afresh: "1" } : {}) });
  return `/t/${encodeURIComponent(slug)}/sign-in/choose?${query}`;
}

/**
 * What of a refusal the person is told: nothing of what was wrong, but whether it helps to wait, or that
 * their own provider has not asked them who they are.
 */
export function noticeFor(reason: string): SignInNotice {
  if (reason === "provider-unreachable") return "unavailable";
  return reason.endsWith("-not-afresh") ? "not-afresh" : "refused";
}
