import type { Element } from "@xmldom/xmldom";
import type { Claims } from "../claims";
import { checkSignature } from "./check-signature";
import { decryptAssertion } from "./decrypt-assertion";
import type { Expected } from "./expected";
import { judgeAssertion, judgeResponse } from "./judge-response";
import { NS } from "./names";
import { readClaims } from "./read-claims";
import {
  attributeOf,
  childrenOf,
  elementsOf,
  is,
  MAX_XML_BYTES,
  readStrictly,
} from "./read-strictly";
import { SamlRefused } from "./refusals";

export type { Expected };

export type Verified = {
  readonly subject: string;
  readonly claims: Claims;
  readonly assertionId: string;
  /** Until then the assertion must be remembered as used. */
  readonly usableUntil: Date;
  /** When the person was authenticated, as the assertion says. */
  readonly authenticatedAt: Date | null;
};

/** The text of an answer as it was posted. @throws SamlRefused */
export function decodeResponse(encoded: string): string {
  if (encoded.length > MAX_XML_BYTES * 2) throw new SamlRefused("saml-too-large");
  const packed = encoded.replace(/[\r\n\t ]/g, "");
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(packed)) throw new SamlRefused("saml-malformed", "not base64");
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(packed, "base64"));
  } catch {
    throw new SamlRefused("saml-malformed", "not UTF-8");
  }
}

/**
 * Judges an answer of an identity provider, in this order: that it can be read in one way only; that
 * it holds one assertion at its place; that response and assertion are signed, each over itself;
 * then what they say, read from the bytes that were signed. Pure but for the clock: that an
 * assertion is used once, and that a request waits for it, is the caller's to know.
 *
 * @throws SamlRefused
 */
export function verifyResponse(xml: string, expected: Expected): Verified {
  const root = rootOf(xml);
  if (!is(root, NS.protocol, "Response")) throw new SamlRefused("saml-malformed", "no Response");
  refuseFailure(root);
  const { assertion: outer, encrypted } = theAssertion(root);
  countSignatures(root, encrypted === null ? 2 : 1);
  // Asked first, so that a missing signature is told as that, and not as one that does not hold.
  if (outer !== null) requireSignature(outer);
  const response = rootOf(checkSignature(xml, root, expected.certificates));
  judgeResponse(response, expected);

  const text = encrypted === null ? xml : decryptAssertion(encrypted, expected.privateKey);
  const assertion = outer ?? decrypted(text);
  const signed = rootOf(checkSignature(text, assertion, expected.certificates));
  if (!is(signed, NS.assertion, "Assertion")) throw new SamlRefused("saml-signature-form");
  const { usableUntil, authenticatedAt } = judgeAssertion(signed, expected);
  const assertionId = attributeOf(signed, "ID");
  if (assertionId === null) throw new SamlRefused("saml-malformed", "an assertion without ID");
  return { ...readClaims(signed), assertionId, usableUntil, authenticatedAt };
}

/** The issuer an answer claims, before anything of it is believed: to find the connection by. */
export function claimedIssuer(xml: string): string | null {
  const [issuer] = childrenOf(rootOf(xml), NS.assertion, "Issuer");
  return issuer?.textContent?.trim() || null;
}

/**
 * An identity provider that refuses sends no assertion, and often no signature. Nothing is gained by
 * forging that, so its reason is told as it is.
 */
function refuseFailure(root: Element): void {
  const names = elementsOf(root).map((one) => one.localName);
  if (names.includes("Assertion") || names.includes("EncryptedAssertion")) return;
  const [status] = childrenOf(root, NS.protocol, "Status");
  const codes = status ? Array.from(status.getElementsByTagNameNS(NS.protocol, "StatusCode")) : [];
  const value = codes.at(-1)?.getAttribute("Value")?.split(":").at(-1);
  if (value !== undefined && value !== "Success") throw new SamlRefused("saml-status", value);
}

/** The one assertion, directly within the response; none anywhere else, whatever its namespace. */
function theAssertion(root: Element): { assertion: Element | null; encrypted: Element | null } {
  const every = [root, ...Array.from(root.getElementsByTagNameNS("*", "*"))];
  const named = (name: RegExp) => every.filter((one) => name.test(one.localName ?? ""));
  const allowed = /^(?:Issuer|Signature|Status|Assertion|EncryptedAssertion)$/;
  const strangers = elementsOf(root).filter((one) => !allowed.test(one.localName ?? ""));
  if (strangers.length > 0) throw new SamlRefused("saml-structure", strangers[0]?.localName ?? "");
  const [assertion = null] = childrenOf(root, NS.assertion, "Assertion");
  const [encrypted = null] = childrenOf(root, NS.assertion, "EncryptedAssertion");
  const one = (assertion === null) !== (encrypted === null);
  if (
    !one ||
    named(/^(?:EncryptedAssertion|Assertion)$/i).length !== 1 ||
    named(/^Response$/i).length !== 1
  ) {
    throw new SamlRefused("saml-structure", "not one assertion");
  }
  return { assertion, encrypted };
}

function countSignatures(root: Element, most: number): void {
  const count = Array.from(root.getElementsByTagNameNS("*", "*")).filter((one) =>
    /^Signature$/i.test(one.localName ?? ""),
  ).length;
  if (count > most) throw new SamlRefused("saml-signature-form", `${count} signatures`);
}

function requireSignature(assertion: Element): void {
  if (childrenOf(assertion, NS.signature, "Signature").length === 0) {
    throw new SamlRefused("saml-not-signed", "Assertion");
  }
}

/** What was decrypted must be one assertion again, and hold no other. */
function decrypted(text: string): Element {
  const root = rootOf(text);
  if (!is(root, NS.assertion, "Assertion")) throw new SamlRefused("saml-structure", "decrypted");
  if (root.getElementsByTagNameNS("*", "Assertion").length > 0) {
    throw new SamlRefused("saml-structure", "decrypted");
  }
  countSignatures(root, 1);
  requireSignature(root);
  return root;
}

function rootOf(xml: string): Element {
  const root = readStrictly(xml).documentElement;
  if (root === null) throw new SamlRefused("saml-malformed");
  return root;
}
