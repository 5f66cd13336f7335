import type { Element } from "@xmldom/xmldom";
import type { Claims } from "../claims";
import { NS } from "./names";
import { attributeOf, childrenOf, textOf, trimmed } from "./read-strictly";
import { SamlRefused } from "./refusals";

const TRANSIENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient";
const EMAIL_FORMAT = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress";
const WS = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims";

/**
 * Under which names identity providers send the few things that are read of a person, those that say it
 * best first: Entra ID, for one, calls a user's principal name `name`. Friendly names are not looked at:
 * they are for people, and say nothing of what an attribute is (SAML core, section 2.7.3.1).
 */
const EMAIL = names("email", "mail", "emailaddress", `${WS}/emailaddress`, "user.email").concat(
  names("urn:oid:0.9.2342.19200300.100.1.3", "urn:mace:dir:attribute-def:mail"),
);
const NAME = names(
  "displayname",
  "http://schemas.microsoft.com/identity/claims/displayname",
).concat(names("urn:oid:2.16.840.1.113730.3.1.241", "name", "cn", "urn:oid:2.5.4.3", `${WS}/name`));
const GIVEN = names("givenname", "firstname", "given_name", "first_name", "user.firstname").concat(
  names(`${WS}/givenname`, "urn:oid:2.5.4.42"),
);
const FAMILY = names(
  "surname",
  "sn",
  "lastname",
  "family_name",
  "last_name",
  "user.lastname",
).concat(names(`${WS}/surname`, "urn:oid:2.5.4.4"));
const GROUPS = names("groups", "group", "memberof", "ismemberof", "roles", "role").concat(
  names(
    "http://schemas.xmlsoap.org/claims/group",
    "http://schemas.microsoft.com/ws/2008/06/identity/claims/groups",
    "http://schemas.microsoft.com/ws/2008/06/identity/claims/role",
    "urn:oid:1.3.6.1.4.1.5923.1.5.1.1",
  ),
);
const MAX_ATTRIBUTES = 100;
const MAX_VALUES = 500;
const MAX_LENGTH = 2000;

/**
 * Who an assertion is of: the name id, which is the identity, and what else it says of the person.
 * Call it with the signed bytes only.
 *
 * @throws SamlRefused `saml-subject` if nobody could be known again by it.
 */
export function readClaims(assertion: Element): { subject: string; claims: Claims } {
  const [subject] = childrenOf(assertion, NS.assertion, "Subject");
  const [nameId, ...more] = subject ? childrenOf(subject, NS.assertion, "NameID") : [];
  if (nameId === undefined || more.length > 0) {
    const [sealed] = subject ? childrenOf(subject, NS.assertion, "EncryptedID") : [];
    throw new SamlRefused("saml-subject", sealed ? "an encrypted name id" : "not one name id");
  }
  const format = attributeOf(nameId, "Format");
  const value = textOf(nameId);
  if (value.trim() === "" || value.length > 255 || format === TRANSIENT) {
    throw new SamlRefused("saml-subject", format ?? "");
  }
  const raw = readAttributes(assertion);
  const first = (wanted: readonly string[]) => find(raw, wanted)[0] ?? null;
  const full = [first(GIVEN), first(FAMILY)].filter(Boolean).join(" ");
  return {
    subject: value,
    claims: {
      email: first(EMAIL) ?? (format === EMAIL_FORMAT ? value : null),
      name: first(NAME) ?? (full === "" ? null : full),
      groups: find(raw, GROUPS),
      raw,
    },
  };
}

function readAttributes(assertion: Element): Record<string, string[]> {
  const raw = new Map<string, string[]>();
  const attributes = childrenOf(assertion, NS.assertion, "AttributeStatement").flatMap((one) =>
    childrenOf(one, NS.assertion, "Attribute"),
  );
  for (const attribute of attributes.slice(0, MAX_ATTRIBUTES)) {
    const name = (attributeOf(attribute, "Name") ?? "").slice(0, MAX_LENGTH);
    const values = childrenOf(attribute, NS.assertion, "AttributeValue")
      .slice(0, MAX_VALUES)
      .map((one) => trimmed(one.textContent ?? "").slice(0, MAX_LENGTH))
      .filter((text) => text.trim() !== "");
    if (name !== "") raw.set(name, [...(raw.get(name) ?? []), ...values]);
  }
  return Object.fromEntries(raw);
}

/** The values under the names, in the order of the names. */
function find(raw: Readonly<Record<string, string[]>>, wanted: readonly string[]): string[] {
  const given = Object.entries(raw).map(([name, values]) => [name.toLowerCase(), values] as const);
  return wanted.flatMap((one) => given.flatMap(([name, values]) => (name === one ? values : [])));
}

/** As they are compared: in lower case. */
function names(...given: readonly string[]): readonly string[] {
  return given.map((one) => one.toLowerCase());
}
