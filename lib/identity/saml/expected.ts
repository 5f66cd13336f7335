/**
 * What an answer must have signed. The response around the assertion, or the assertion alone, is enough
 * only where a connection says so, because its provider cannot sign both.
 */
export const SIGNATURES = ["both", "assertion", "response"] as const;
export type Signatures = (typeof SIGNATURES)[number];

/** What an answer must be to be accepted. */
export type Expected = {
  /** The identity provider's entity id. */
  readonly issuer: string;
  /** Its certificates, in PEM; more than one while a new one follows an old one. */
  readonly certificates: readonly string[];
  readonly entityId: string;
  readonly acsUrl: string;
  /** The id of the request that was sent; null for a sign-in that begins at the identity provider. */
  readonly requestId: string | null;
  readonly signatures: Signatures;
  /** Our keys in PEM, for assertions that are encrypted to us: to any one of them. */
  readonly privateKeys: readonly string[];
};
