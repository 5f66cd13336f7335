/**
 * Why an answer of an identity provider was not accepted, each with the sentence an administrator
 * reads in the trace. The person who signs in is told none of it.
 */
export const SAML_REFUSALS = {
  "saml-malformed": "The answer is not a SAML response that can be read.",
  "saml-too-large": "The answer is larger than any sign-in needs.",
  "saml-doctype": "The answer holds a document type declaration, which could smuggle in text.",
  "saml-comment":
    "The answer holds a comment, a processing instruction or a CDATA section, where a value may be cut in two.",
  "saml-entity":
    "The answer holds an entity other than XML's own five, or the number of no character.",
  "saml-duplicate-id":
    "Two elements of the answer have the same ID, so a signature could mean either.",
  "saml-structure":
    "The answer does not hold exactly one assertion at its place: something was wrapped around it or put beside it.",
  "saml-not-signed":
    "Neither the response nor the assertion in it is signed. Switch signing on at the identity provider.",
  "saml-response-not-signed":
    "The response is not signed, and this connection asks for it. Have the identity provider sign it; where it cannot, let the connection ask for a signed assertion alone.",
  "saml-assertion-not-signed":
    "The assertion is not signed, and this connection asks for it. Have the identity provider sign it; where it cannot, let the connection ask for a signed response alone.",
  "saml-signature-form":
    "A signature does not stand where it belongs, or covers something else than the element around it.",
  "saml-weak-algorithm":
    "A signature uses an algorithm that is not accepted, such as SHA-1. Choose RSA with SHA-256 at the identity provider.",
  "saml-weak-encryption":
    "The assertion is encrypted by an algorithm that is not accepted, such as triple DES or RSA 1.5. Choose AES-GCM with RSA-OAEP at the identity provider, or switch its encryption off.",
  "saml-signature":
    "A signature was not made with a certificate of this connection. The identity provider may have changed its certificate: renew the connection by the provider's metadata.",
  "saml-certificate-expired":
    "The certificate that the answer was signed with has expired. Add the identity provider's new certificate.",
  "saml-status": "The identity provider itself answered that it did not sign the person in.",
  "saml-issuer": "The answer was issued by another identity provider than this connection's.",
  "saml-destination": "The answer was meant for another address than this organisation's.",
  "saml-recipient": "The assertion was meant for another recipient than this organisation.",
  "saml-audience": "The assertion was meant for another audience than this organisation.",
  "saml-condition":
    "The assertion is bound to a condition that is not known here, so whether it holds cannot be told. Have the identity provider leave it out.",
  "saml-expired": "The answer came too late. If the clocks differ, set them right.",
  "saml-not-yet-valid": "The answer is not valid yet. The identity provider's clock may be ahead.",
  "saml-in-response-to": "The answer is not to the request that was sent from here.",
  "saml-unsolicited":
    "The answer came without a request from here, and this connection does not allow sign-ins that begin at the identity provider.",
  "saml-no-request":
    "No sign-in is waiting for this answer: it was answered before, or took too long.",
  "saml-replayed": "This assertion was used before.",
  "saml-subject":
    "The assertion names nobody who can be known again: its name id is missing, empty, encrypted or transient. Have the identity provider send a persistent one, the same for a person at every sign-in.",
  "saml-not-afresh":
    "The person was to be asked again who they are (ForceAuthn), and the identity provider said that it had known them already.",
  "saml-decryption": "The assertion could not be decrypted with our key.",
  "saml-encrypted-bare":
    "The assertion is encrypted in a way that does not show tampering (AES-CBC), and the response around it is not signed. Have the identity provider sign the response too, or encrypt with AES-GCM.",
  "saml-broker":
    "The answer did not pass the checks of the sign-in broker, which come after our own.",
  "saml-other-connection": "The answer belongs to another connection than the sign-in began with.",
} as const satisfies Record<string, string>;

export type SamlRefusal = keyof typeof SAML_REFUSALS;

/** An answer that is refused, and why. `detail` is for the log: it may hold what the answer said. */
export class SamlRefused extends Error {
  override readonly name = "SamlRefused";
  constructor(
    readonly reason: SamlRefusal,
    readonly detail?: string,
  ) {
    super(detail === undefined ? reason : `${reason}: ${detail}`);
  }
}
