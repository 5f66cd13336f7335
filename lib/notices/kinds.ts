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
  "session.token-reused": kind(
    "warning",
    "A session of yours was ended: its token was used twice",
    "A refresh token of a command line or script you signed in was used a second time. Somebody else may have a copy of it. The session is over; sign in again, and find out where the token was kept.",
    "/sessions",
  ),
  "member.token-reused": kind(
    "warning",
    "A refresh token was used twice",
    "Somebody may have a copy of a member's refresh token. The session it belonged to was ended at once; the ledger says whose it was and from where that was noticed.",
    "/ledger",
  ),
  "factor.added": kind(
    "news",
    "You have a new second factor",
    "A factor was added by which you prove that it is you. If you did not add it, remove it, end your sessions, and tell an administrator of your organisation.",
    "/account",
  ),
  "factor.removed": kind(
    "news",
    "A second factor of yours was removed",
    "It no longer proves that it is you. If you did not remove it, tell an administrator of your organisation.",
    "/account",
  ),
  "factor.guessed": kind(
    "warning",
    "Somebody signs in as you and fails at the second factor",
    "Your organisation's sign-in was passed, and then wrong codes were given until that factor was locked there. If it was not you, change your password at your identity provider, and tell an administrator.",
    "/account",
  ),
  "recovery-code.used": kind(
    "warning",
    "A recovery code of yours was used",
    "Somebody came in with one of your recovery codes. If it was not you, make new codes, end your sessions, and tell an administrator of your organisation.",
    "/account",
  ),
  "factors.reset": kind(
    "warning",
    "Second factors were reset",
    "An administrator took all factors of a member away, and ended their sessions. If nobody asked for that, look at the ledger who it was.",
    "/members",
  ),
  "directory.last-owner": kind(
    "warning",
    "A directory wanted to put out the last owner",
    "The identity provider says that your organisation's only owner has left. Nobody else could take their place, so they stay in, with everything they hold. Make somebody else an owner, and let the directory say it again.",
    "/directory",
  ),
  "operator.acted": kind(
    "warning",
    "The operator acted on your organisation",
    "Whoever runs this installation did something to your organisation as a whole. Who it was, what, and the reason they gave stand under Tenant.",
    "/settings",
  ),
  "sign-in.recovered": kind(
    "warning",
    "An owner came in by an emergency sign-in code",
    "Somebody signed in as an owner without the identity provider. If nobody of you did, remove the owner's sessions and look at the ledger at once.",
    "/connections",
  ),
  "certificate.ending": kind(
    "warning",
    "A certificate of your identity provider ends soon",
    "When it has ended, nobody can sign in through that connection. Give the connection the provider's next certificate before.",
    "/connections",
  ),
  "connection.failing": kind(
    "warning",
    "An identity provider does not answer as it should",
    "Nobody can sign in through that connection for now, and who came in through it approves nothing without a new proof. Sessions that stand go on. The overview says since when, and what was found.",
    "/connections",
  ),
  "connection.works": kind(
    "news",
    "An identity provider answers again",
    "People can sign in through that connection again. You were told when it began to fail.",
    "/connections",
  ),
  "directory.failing": kind(
    "warning",
    "A directory's word does not come through",
    "What your identity provider says of who works here is refused, has stopped coming, or comes with no token that is good. Who leaves there may not leave here. The directory's page says which it is, and why.",
    "/directory",
  ),
  "directory.works": kind(
    "news",
    "A directory's word comes through again",
    "What your identity provider says of who works here is heard again. You were told when it began to fail; who left in between may have to be said again.",
    "/directory",
  ),
  "own-certificate.changing": kind(
    "warning",
    "Our certificate towards your identity provider is being replaced",
    "Give your provider our metadata anew, or the next certificate it shows, while both are good. A provider that checks what we sign or encrypts to us, and knows the old one only, lets nobody in once it is gone.",
    "/connections",
  ),
  "own-certificate.changed": kind(
    "warning",
    "Our certificate towards your identity provider was replaced",
    "Requests are signed with the new one from now on. Answers that are encrypted to the old one are opened for some time still: until when stands with the connection. If your provider does not know the new one yet, give it our metadata now.",
    "/connections",
  ),
  "own-certificate.ending": kind(
    "warning",
    "Our certificate towards your identity provider ends soon",
    "Whoever runs this installation has to replace it before; ask them if nothing is said of it. You will be told when to give your provider our metadata anew.",
    "/connections",
  ),
  "domain.lapsed": kind(
    "warning",
    "A domain is no longer verified",
    "Its DNS record has been missing for days, so nobody vouches for its addresses any more. Put the record back, or remove the domain.",
    "/connections",
  ),
  "session.ended-by-other": kind(
    "news",
    "Your sessions were ended by somebody else",
    "An administrator ended one or more of your sessions. Sign in again where you need to; ask them if you do not know why.",
    "/sessions",
  ),
  "review.begun": kind(
    "news",
    "A review of access waits for you",
    "Who may do what in your organisation is to be kept or taken away, line by line, by its date.",
    "/reviews",
  ),
  "review.due-soon": kind(
    "warning",
    "A review of access is due soon",
    "It is open, and its date is near. Decide the lines that are left, then close it.",
    "/reviews",
  ),
  "review.overdue": kind(
    "warning",
    "A review of access is overdue",
    "Its date has passed, and it is still open. Until it is closed nobody has confirmed who may do what.",
    "/reviews?show=overdue",
  ),
  "review.asks": kind(
    "warning",
    "A review asks for something to be taken away",
    "A reviewer decided that a member, an API key or a grant should go, and may not do that. Look at the review, and decide the line again.",
    "/reviews",
  ),
} as const satisfies Readonly<Record<string, NoticeKind>>;

export type NoticeKindName = keyof typeof NOTICE_KINDS;

/** The words for a kind; null for one this version does not know. */
export function noticeKind(name: string): NoticeKind | null {
  return Object.hasOwn(NOTICE_KINDS, name) ? NOTICE_KINDS[name as NoticeKindName] : null;
}
