/**
 * Notices: what must be announced reaches the people it concerns, in the console and by mail. What is
 * announced is written by the transaction that does it; the worker sends the letters.
 */
export { type Announcement, announce } from "./announce";
export { deliverMail } from "./deliver-mail";
export { judgeTelling, type Seen } from "./judge-telling";
export { NOTICE_KINDS, type NoticeKind, type NoticeKindName, noticeKind } from "./kinds";
export { writeLetter } from "./letter";
export { countUnread, listNotices, type NoticeView } from "./list-notices";
export {
  noticePageSchema,
  noticeSchema,
  noticesReadSchema,
  readNoticesSchema,
} from "./notice.schema";
export { type Mail, type Mailer, openMailer } from "./open-mailer";
export { readNotices } from "./read-notices";
