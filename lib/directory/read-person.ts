import { z } from "zod";
import { displayName, foldCase } from "@/lib/kernel";
import type { DirectoryRecord } from "./directory-caller";
import { type Document, isObject } from "./scim/document";
import { fault } from "./scim/fault";

/** What the house needs to know of a person, taken from what the directory says of them. */
export type PersonDetails = {
  readonly userName: string;
  readonly userKey: string;
  readonly externalId: string | null;
  readonly email: string;
  readonly name: string;
  /** How the connection names them when they sign in. */
  readonly subject: string;
};

const address = z.email().max(254);
const shown = displayName("A person needs a name");
const NAME_LENGTH = 120;

/**
 * Reads a person. The mail address is the primary one, else the one at work, else the first, else
 * the user name where that is one.
 *
 * @throws Problem with SCIM's `invalidValue`, saying which attribute lacks or is wrong.
 */
export function readPerson(
  document: Document,
  { subjectFrom }: Pick<DirectoryRecord, "subjectFrom">,
): PersonDetails {
  const userName = textOf(document.userName)?.trim();
  if (userName === undefined || userName === "")
    throw fault("invalidValue", "A person needs a userName.");
  const externalId = textOf(document.externalId) ?? null;
  const subject = subjectFrom === "userName" ? userName : externalId;
  if (subject === null)
    throw fault("invalidValue", "This directory knows people by externalId, and it is missing.");
  if (subject.length > 255)
    throw fault("invalidValue", `${subjectFrom} may have at most 255 characters.`);
  const email = address.safeParse(mailOf(document) ?? userName);
  if (!email.success)
    throw fault("invalidValue", "A person needs a mail address: in emails, or as the userName.");
  const name = shown.safeParse(nameOf(document, userName).slice(0, NAME_LENGTH));
  if (!name.success)
    throw fault("invalidValue", name.error.issues[0]?.message ?? "The name cannot be shown.");
  const userKey = foldCase(userName);
  return { userName, userKey, externalId, email: email.data, name: name.data, subject };
}

function mailOf(document: Document): string | undefined {
  const emails = (Array.isArray(document.emails) ? document.emails : []).filter(isObject);
  const chosen =
    emails.find(({ primary }) => primary === true) ??
    emails.find(({ type }) => String(type).toLowerCase() === "work") ??
    emails[0];
  return textOf(chosen?.value);
}

function nameOf(document: Document, userName: string): string {
  const name = isObject(document.name) ? document.name : {};
  const parts = [name.givenName, name.familyName].flatMap((part) => textOf(part) ?? []);
  const candidates = [document.displayName, name.formatted, parts.join(" "), userName];
  return candidates.map((one) => textOf(one)?.trim()).find((one) => one) ?? userName;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
