import { OIDC_REFUSALS } from "../oidc/refusals";
import { SAML_REFUSALS } from "../saml/refusals";

/**
 * What became of a sign-in, in plain words for whoever looks after it. The person at the door is told
 * none of it. The words of a protocol's own reasons stand with the protocol.
 */
export const REFUSAL_WORDS = {
  "provider-refused": "The identity provider itself refused the person, or they went back.",
  "provider-unreachable": "The identity provider did not answer when it was asked.",
  "no-answer":
    "No answer came back from the identity provider in the time that a sign-in may take.",
  "answer-refused": "The identity provider's answer did not hold against this connection.",
  "tenant-mismatch": "The answer came through another connection than the sign-in began with.",
  "unknown-connection": "The connection the sign-in began with is no longer there.",
  "connection-draft": "The connection is not in use yet. Test it, then turn it on.",
  "connection-off": "The connection is turned off.",
  "not-enforced": "Another connection is the only way in, and this is not it.",
  "unknown-identity":
    "Nobody here is known by what the provider calls this person, and its claims give nobody new a role.",
  "groups-left-out":
    "The provider left the person's groups out because they are too many, and nothing else gives them a role. Have it send only the groups that are assigned to this application, or give roles by another claim.",
  "no-address": "The provider did not say the person's mail address, which a new member needs.",
  "address-not-verified": "The provider says itself that the mail address was not verified.",
  "address-outside":
    "The mail address lies in a domain that this organisation has not verified for this connection.",
  "address-taken":
    "A member has this mail address already and is known by another identity. Link them, or let this connection know members by address.",
  "member-removed": "The person was a member and has been removed. Restore them to let them in.",
  "recovery-refused":
    "Somebody tried an emergency sign-in code that is not, or no longer, an owner's.",
} as const satisfies Record<string, string>;

/** Why a sign-in was refused, where the reason is not a protocol's own. */
export type SignInReason = keyof typeof REFUSAL_WORDS;

/** The sentence for a reason; one that is not known here is shown as it is. */
export function refusalWords(reason: string): string {
  const words: Readonly<Record<string, string>> = {
    ...REFUSAL_WORDS,
    ...SAML_REFUSALS,
    ...OIDC_REFUSALS,
  };
  return words[reason] ?? reason;
}
