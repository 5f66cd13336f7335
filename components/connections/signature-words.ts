import type { ConnectionView } from "@/lib/identity";

export type Signatures = ConnectionView["signatures"];

/** What a provider must sign, as it is chosen and shown; and what is given up by asking for less. */
export const SIGNATURE_WORDS: Readonly<
  Record<Signatures, { readonly name: string; readonly warning: string | null }>
> = {
  both: { name: "The response and the assertion", warning: null },
  assertion: {
    name: "The assertion only",
    warning:
      "Nothing then proves what stands around the assertion, and an encrypted assertion is taken only under AES-GCM. Choose this only where the provider cannot sign both.",
  },
  response: {
    name: "The response only",
    warning:
      "Nothing then proves the assertion once it is taken out of its response. Choose this only where the provider cannot sign both.",
  },
};
