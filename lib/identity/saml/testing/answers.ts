import type { Signatures } from "../expected";
import { type SamlRefusal, SamlRefused } from "../refusals";
import { type Expected, verifyResponse } from "../verify-response";
import { type Fields, plainResponse, type SignatureForm, signed } from "./forge";
import { type KeyPair, keyPair } from "./key-pair";

export const FIELDS: Fields = {
  issuer: "https://idp.test",
  acsUrl: "https://console.test/api/saml/acme/acs",
  entityId: "https://console.test/api/saml/acme/metadata",
  requestId: "_request",
};
export const SIGNATURE = /<ds:Signature[\s\S]*?<\/ds:Signature>/g;
export const ASSERTION = /<saml:Assertion[\s\S]*<\/saml:Assertion>/;

/** A time so many minutes from now, as SAML writes it. */
export const minutes = (count: number) => new Date(Date.now() + count * 60_000).toISOString();

export type Answers = {
  readonly keys: Readonly<Record<"idp" | "next" | "stranger" | "expired", KeyPair>>;
  readonly expected: Expected;
  /** An answer with both signatures, or the one that is named; `edit` changes it before they are made. */
  answer(
    edit?: (xml: string) => string,
    keys?: KeyPair,
    form?: SignatureForm,
    signs?: Signatures,
  ): string;
  /** Why an answer is refused. */
  why(xml: string, over?: Partial<Expected>): SamlRefusal | "accepted";
};

/** Answers of a provider with two certificates in use, one that has expired, and one that is nobody's. */
export async function makeAnswers(): Promise<Answers> {
  const [idp, next, stranger, expired] = await Promise.all([
    keyPair("idp"),
    keyPair("next"),
    keyPair("stranger"),
    keyPair("expired", -1),
  ]);
  const certificates = [expired.certificate, idp.certificate, next.certificate];
  const expected = {
    ...FIELDS,
    certificates,
    privateKeys: [idp.privateKey],
    signatures: "both" as const,
  };
  return {
    keys: { idp, next, stranger, expired },
    expected,
    answer(edit = (xml: string) => xml, keys = idp, form = {}, signs = "both") {
      const plain = edit(plainResponse(FIELDS));
      const assertion = signs === "response" ? plain : signed(plain, "Assertion", keys, form);
      return signs === "assertion" ? assertion : signed(assertion, "Response", keys, form);
    },
    why(xml, over = {}) {
      try {
        verifyResponse(xml, { ...expected, ...over });
        return "accepted";
      } catch (error) {
        if (error instanceof SamlRefused) return error.reason;
        throw error;
      }
    },
  };
}
