/**
 * Why an OpenID provider's answer was not accepted, each with the sentence an administrator reads in
 * the trace.
 */
export const OIDC_REFUSALS = {
  "oidc-no-request":
    "No sign-in is waiting for this answer: it was answered before, or took too long.",
  "oidc-other-connection": "The answer belongs to another connection than the sign-in began with.",
  "oidc-mix-up": "The answer names another provider than the one that was asked.",
  "oidc-code":
    "The provider did not take its own code back: the client's secret may have changed, or may not be sent as it was (client_secret_post, client_secret_basic).",
  "oidc-no-token": "The provider gave no ID token.",
  "oidc-signature":
    "The ID token was not signed with a key that the provider publishes, or by an algorithm that is not accepted.",
  "oidc-issuer": "The ID token was issued by another provider than this connection's.",
  "oidc-audience": "The ID token was meant for another client than this connection's.",
  "oidc-nonce": "The ID token is not for the request that was sent from here.",
  "oidc-expired":
    "The ID token has expired or is not valid yet. If the clocks differ, set them right.",
  "oidc-subject":
    "The ID token names nobody, or the provider's user information is of somebody else.",
  "oidc-not-afresh":
    "The person was to be asked again who they are, and the provider did not say that it did: it lets in whom it knows already, or leaves `auth_time` out of its ID token.",
  "oidc-description":
    "What the provider says of itself cannot be used: an address is missing or not allowed.",
} as const satisfies Record<string, string>;

export type OidcRefusal = keyof typeof OIDC_REFUSALS;

/** An answer that is refused, and why. `detail` is for the log and the trace; never a token or a code. */
export class OidcRefused extends Error {
  override readonly name = "OidcRefused";
  constructor(
    readonly reason: OidcRefusal | "provider-refused" | "provider-unreachable",
    readonly detail?: string,
  ) {
    super(detail === undefined ? reason : `${reason}: ${detail}`);
  }
}
