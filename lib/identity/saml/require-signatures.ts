import type { Element } from "@xmldom/xmldom";
import type { Signatures } from "./expected";
import { NS } from "./names";
import { childrenOf } from "./read-strictly";
import { SamlRefused } from "./refusals";

/** Whether a Response or an Assertion has a signature at its place. Says nothing of its worth. */
export function isSigned(element: Element): boolean {
  return childrenOf(element, NS.signature, "Signature").length > 0;
}

/** Which of the two parts of an answer are signed; null for an assertion that is not opened yet. */
export type SignedParts = { readonly response: boolean; readonly assertion: boolean | null };

/**
 * That an answer has the signatures a connection asks for, before any is checked: so a missing one is
 * told as that, and not as one that does not hold. One of the two is always asked for. Pure.
 *
 * @throws SamlRefused
 */
export function requireSignatures({ response, assertion }: SignedParts, wanted: Signatures): void {
  const found = `the connection asks for: ${wanted}`;
  if (!response && assertion === false) throw new SamlRefused("saml-not-signed", found);
  if (!response && wanted !== "assertion") {
    throw new SamlRefused("saml-response-not-signed", found);
  }
  if (assertion === false && wanted !== "response") {
    throw new SamlRefused("saml-assertion-not-signed", found);
  }
}
