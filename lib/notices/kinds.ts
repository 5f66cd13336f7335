/** What a notice is about, in the words a person reads; none of them anybody else's. */
export type NoticeKind = {
  readonly title: string;
  /** What happened, and what to do if it should not have. */
  readonly text: string;
  /** The page of the console that shows it, under the organisation's address. */
  readonly path: string;
  /** Whether something may be wrong, or something waits. */
  readonly weight: "news" | "warning";
};

const kind = (
  weight: NoticeKind["weight"],
  title: string,
  text: string,
  path: string,
): NoticeKind => ({ weight, title, text, path });

/**
 * Everything that is announced. A closed list: a notice holds the name of its kind and references,
 * so that no text of one person reaches another by mail.
 */
export const NOTICE_KINDS = {
  "member.role-changed": kind(
    "news",
    "Your role was changed",
    "What you may do here is another thing now. If you did not expect it, ask an administrator of your organisation.",
    "/members",
  ),
} as const satisfies Readonly<Record<string, NoticeKind>>;

export type NoticeKindName = keyof typeof NOTICE_KINDS;

/** The words for a kind; null for one this version does not know. */
export function noticeKind(name: string): NoticeKind | null {
  return Object.hasOwn(NOTICE_KINDS, name) ? NOTICE_KINDS[name as NoticeKindName] : null;
}
