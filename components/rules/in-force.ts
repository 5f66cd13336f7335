/** The version that is taken to be in force while one publishes. */
export type InForce = { readonly version: number; readonly hash: string; readonly text: string };
