import type { Element } from "@xmldom/xmldom";
import { now } from "@/lib/kernel";
import { isAfresh } from "../authenticated-at";
import type { Expected } from "./expected";
import { NS } from "./names";
import { attributeOf, childrenOf, elementsOf, is, textOf } from "./read-strictly";
import { SamlRefused } from "./refusals";

/** How far clocks may differ, in seconds. */
export const SKEW_SECONDS = 120;
const MOST_CONFIRMATIONS = 5;
const CONDITIONS = ["AudienceRestriction", "OneTimeUse", "ProxyRestriction"] as const;

/**
 * What the Response says of itself (SAML core, section 3.2.2; profiles, section 4.1.4). One that is not
 * signed proves nothing: it may leave out who issued it and where it is meant to arrive, which its
 * signed assertion must say all the same; what it does say must be right.
 *
 * @throws SamlRefused
 */
export function judgeResponse(response: Element, expected: Expected, signed: boolean): void {
  checkVersion(response);
  const named = childrenOf(response, NS.assertion, "Issuer").length > 0;
  if (signed || named) checkIssuer(response, expected.issuer);
  const status = only(response, NS.protocol, "Status");
  const [code] = childrenOf(status, NS.protocol, "StatusCode");
  const value = code === undefined ? null : attributeOf(code, "Value");
  if (value !== "urn:oasis:names:tc:SAML:2.0:status:Success") {
    const nested = code && childrenOf(code, NS.protocol, "StatusCode")[0];
    const inner = nested && attributeOf(nested, "Value");
    throw new SamlRefused("saml-status", (inner ?? value ?? "").split(":").at(-1));
  }
  // Bindings, section 3.5.5.2: a signed message must say where it is meant to arrive.
  const destination = attributeOf(response, "Destination");
  const mustSay = signed || destination !== null;
  if (mustSay && destination !== expected.acsUrl)
    throw new SamlRefused("saml-destination", destination ?? "");
  checkAnswers(attributeOf(response, "InResponseTo"), expected);
  notInFuture(attributeOf(response, "IssueInstant"));
}

type Judged = { readonly usableUntil: Date; readonly authenticatedAt: Date | null };

/**
 * What the signed Assertion says: of whom, for whom, when and in answer to what (SAML profiles,
 * section 4.1.4.3). Gives until when it could be used again if nobody remembered it, and when the person
 * was authenticated: the earliest of what it says, or null where it says nothing of that.
 *
 * @throws SamlRefused
 */
export function judgeAssertion(assertion: Element, expected: Expected): Judged {
  checkVersion(assertion);
  checkIssuer(assertion, expected.issuer);
  notInFuture(attributeOf(assertion, "IssueInstant"));
  const conditions = only(assertion, NS.assertion, "Conditions");
  refuseUnknown(conditions);
  checkWindow(conditions);
  checkAudience(conditions, expected.entityId);
  const instants: number[] = [];
  for (const statement of childrenOf(assertion, NS.assertion, "AuthnStatement")) {
    const end = attributeOf(statement, "SessionNotOnOrAfter");
    if (end !== null && moment(end) <= earliest()) throw new SamlRefused("saml-expired");
    const instant = attributeOf(statement, "AuthnInstant");
    if (instant !== null) instants.push(moment(instant));
  }
  const first = new Date(Math.min(...instants));
  return {
    usableUntil: checkConfirmation(assertion, expected),
    // Before all times, or still to come: that says nothing of when it was.
    authenticatedAt: isAfresh(0, first, now()) ? first : null,
  };
}

/**
 * Of the bearer confirmations one must hold in every respect (SAML profiles, section 4.1.4.3); its end
 * is the assertion's. Where none does, the first says why.
 */
function checkConfirmation(assertion: Element, expected: Expected): Date {
  const subject = only(assertion, NS.assertion, "Subject");
  const bearers = childrenOf(subject, NS.assertion, "SubjectConfirmation").filter(
    (one) => attributeOf(one, "Method") === "urn:oasis:names:tc:SAML:2.0:cm:bearer",
  );
  let refusal = new SamlRefused("saml-recipient", "no bearer confirmation");
  for (const [place, bearer] of bearers.slice(0, MOST_CONFIRMATIONS).entries()) {
    try {
      return checkBearer(bearer, expected);
    } catch (error) {
      if (!(error instanceof SamlRefused)) throw error;
      if (place === 0) refusal = error;
    }
  }
  throw refusal;
}

function checkBearer(bearer: Element, expected: Expected): Date {
  const data = only(bearer, NS.assertion, "SubjectConfirmationData");
  const recipient = attributeOf(data, "Recipient");
  if (recipient !== expected.acsUrl) throw new SamlRefused("saml-recipient", recipient ?? "");
  checkAnswers(attributeOf(data, "InResponseTo"), expected);
  const end = attributeOf(data, "NotOnOrAfter");
  if (end === null || moment(end) <= earliest()) throw new SamlRefused("saml-expired", end ?? "");
  const begin = attributeOf(data, "NotBefore");
  if (begin !== null && moment(begin) > latest()) throw new SamlRefused("saml-not-yet-valid");
  return new Date(moment(end) + SKEW_SECONDS * 1000);
}

/**
 * A condition that is not understood leaves open whether the assertion holds (SAML core, section 2.5.1), and
 * what is left open is refused. That it is used once, and vouched for no further, is so with us anyway.
 */
function refuseUnknown(conditions: Element): void {
  const unknown = elementsOf(conditions).find(
    (one) => !CONDITIONS.some((name) => is(one, NS.assertion, name)),
  );
  if (unknown) throw new SamlRefused("saml-condition", unknown.localName ?? "");
}

function checkWindow(conditions: Element): void {
  const begin = attributeOf(conditions, "NotBefore");
  const end = attributeOf(conditions, "NotOnOrAfter");
  if (begin !== null && moment(begin) > latest()) {
    throw new SamlRefused("saml-not-yet-valid", begin);
  }
  // Where it is not said, the confirmation's end, which must be, is the only one.
  if (end !== null && moment(end) <= earliest()) throw new SamlRefused("saml-expired", end);
}

/**
 * Every restriction must name us, by the whole of our entity id, whomever it names beside us (SAML core,
 * section 2.5.1.4). What another of them was given cannot be brought here: its recipient is not ours.
 */
function checkAudience(conditions: Element, entityId: string): void {
  const restrictions = childrenOf(conditions, NS.assertion, "AudienceRestriction");
  const named = restrictions.every((restriction) =>
    childrenOf(restriction, NS.assertion, "Audience").some((one) => textOf(one) === entityId),
  );
  if (restrictions.length === 0 || !named) throw new SamlRefused("saml-audience");
}

function checkIssuer(element: Element, issuer: string): void {
  const found = textOf(only(element, NS.assertion, "Issuer"));
  if (found !== issuer) throw new SamlRefused("saml-issuer", found);
}

function checkVersion(element: Element): void {
  if (attributeOf(element, "Version") !== "2.0") throw new SamlRefused("saml-malformed", "version");
}

function checkAnswers(inResponseTo: string | null, { requestId }: Expected): void {
  if (inResponseTo === requestId) return;
  throw new SamlRefused("saml-in-response-to", inResponseTo ?? "");
}

function notInFuture(instant: string | null): void {
  if (instant === null) throw new SamlRefused("saml-malformed", "no time of issue");
  if (moment(instant) > latest()) throw new SamlRefused("saml-not-yet-valid", instant);
}

/** A time as SAML core section 1.3.3 has it: UTC, with its Z. In milliseconds. */
function moment(text: string): number {
  const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(at)) throw new SamlRefused("saml-malformed", "a time that is none");
  return at;
}

const earliest = () => now().getTime() - SKEW_SECONDS * 1000;
const latest = () => now().getTime() + SKEW_SECONDS * 1000;

function only(parent: Element, namespace: string, name: string): Element {
  const [one, ...more] = childrenOf(parent, namespace, name);
  if (one === undefined || more.length > 0) {
    throw new SamlRefused("saml-structure", `not one ${name} in ${parent.localName}`);
  }
  return one;
}
