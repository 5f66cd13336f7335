/** How an identity provider does not answer as it should. */
export const PROVIDER_FAILURES = ["unreachable", "not-itself", "refused-address"] as const;
export type ProviderFailure = (typeof PROVIDER_FAILURES)[number];
