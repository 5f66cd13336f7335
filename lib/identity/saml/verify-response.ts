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
import { isSigned, requireSignatures } from "./require-signatures";

export type { Expected };

export type Verified = {
  readonly subject: string;
  readonly claims: Claims;
  readonly assertionId: string;
  /** Until then the assertion must be remembered as used. */
  readonly usableUntil: Date;
  /** When the person was authenticated, as the assertion says. */
  readonly authenticatedAt: Date | null;
  /** Our key that the assertion was encrypted to; null where it stood in the open. */
  readonly openedWith: string | null;
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
 * it holds one assertion at its place; that what the connection asks for is signed, each over itself,
 * and that every signature there holds, asked for or not; then what they say, read from the bytes that
 * were signed. Pure but for the clock: that an assertion is used once, and that a request waits for it,
 * is the caller's to know.
 *
 * @throws SamlRefused
 */
export function verifyResponse(xml: string, expected: Expected): Verified {
  const root = rootOf(xml);
  if (!is(root, NS.protocol, "Response")) throw new SamlRefused("saml-malformed", "no Response");
  refuseFailure(root);
  const { assertion: outer, encrypted } = theAssertion(root);
  countSignatures(root, encrypted === null ? 2 : 1);
  const responseSigned = isSigned(root);
  const seen = { response: responseSigned, assertion: outer && isSigned(outer) };
  requireSignatures(seen, expected.signatures);
  const response = responseSigned ? rootOf(checkSignature(xml, root, expected.certificates)) : root;
  if (!is(response, NS.protocol, "Response")) throw new SamlRefused("saml-signature-form");
  judgeResponse(response, expected, responseSigned);
  const { assertion, openedWith } =
    outer === null
      ? openedAssertion(response, expected, responseSigned)
      : {
          assertion: plainAssertion(xml, outer, response, expected, responseSigned),
          openedWith: null,
        };
  const { usableUntil, authenticatedAt } = judgeAssertion(assertion, expected);
  const assertionId = attributeOf(assertion, "ID");
  if (assertionId === null) throw new SamlRefused("saml-malformed", "an assertion without ID");
  return { ...readClaims(assertion), assertionId, usableUntil, authenticatedAt, openedWith };
}

/** An assertion that stands there in the open, as it was signed: by itself, or within the response. */
function plainAssertion(
  xml: string,
  outer: Element,
  response: Element,
  expected: Expected,
  responseSigned: boolean,
): Element {
  if (isSigned(outer)) return signedAlone(xml, outer, expected);
  // Only what was signed of the response makes up for it, so the assertion is read from there.
  const { assertion } = theAssertion(response);
  if (!responseSigned || assertion === null) throw new SamlRefused("saml-not-signed");
  return assertion;
}

/** An assertion that was encrypted to us, out of what was signed of the response where that is signed. */
function openedAssertion(
  response: Element,
  { privateKeys, signatures, ...expected }: Expected,
  responseSigned: boolean,
): { readonly assertion: Element; readonly openedWith: string } {
  const { encrypted } = theAssertion(response);
  if (encrypted === null) throw new SamlRefused("saml-structure", "not one assertion");
  const vouchedFor = responseSigned;
  const { text, openedWith } = decryptAssertion(encrypted, privateKeys, { vouchedFor });
  const assertion = decrypted(text);
  const signed = isSigned(assertion);
  requireSignatures({ response: responseSigned, assertion: signed }, signatures);
  return { assertion: signed ? signedAlone(text, assertion, expected) : assertion, openedWith };
}

/** What an assertion's own signature covers. */
function signedAlone(
  text: string,
  assertion: Element,
  { certificates }: Pick<Expected, "certificates">,
): Element {
  const signed = rootOf(checkSignature(text, assertion, certificates));
  if (!is(signed, NS.assertion, "Assertion")) throw new SamlRefused("saml-signature-form");
  return signed;
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

/** What was decrypted must be one assertion again, and hold no other. */
function decrypted(text: string): Element {
  const root = rootOf(text);
  if (!is(root, NS.assertion, "Assertion")) throw new SamlRefused("saml-structure", "decrypted");
  if (root.getElementsByTagNameNS("*", "Assertion").length > 0) {
    throw new SamlRefused("saml-structure", "decrypted");
  }
  countSignatures(root, 1);
  return root;
}

function rootOf(xml: string): Element {
  const root = readStrictly(xml).documentElement;
  if (root === null) throw new SamlRefused("saml-malformed");
  return root;
}
