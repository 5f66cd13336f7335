import type { PolicySection } from "@/lib/access";

type Common = { readonly name: string; readonly label: string; readonly help: string };
type Option = { readonly value: string; readonly label: string; readonly help?: string };

/** One member of a section's form, as it is shown. */
export type PolicyField = Common &
  (
    | { readonly kind: "number"; readonly unit: string; readonly min: number; readonly max: number }
    | { readonly kind: "switch" }
    | { readonly kind: "choice"; readonly options: readonly Option[] }
    | { readonly kind: "many"; readonly options: readonly Option[] }
    /** Several texts, one a line. */
    | { readonly kind: "lines"; readonly placeholder?: string }
  );

export type SectionWords = {
  readonly title: string;
  readonly note: string;
  readonly fields: readonly PolicyField[];
};

/** How each section of the policy is shown: its members in the order in which they are decided. */
export const SECTIONS: Readonly<Record<PolicySection, SectionWords>> = {
  "sign-in": {
    title: "Sign-in",
    note: "By which way people come in.",
    fields: [],
  },
  sessions: {
    title: "Sessions",
    note: "How long a sign-in lasts, and what ends it.",
    fields: [],
  },
  mfa: {
    title: "Second factors",
    note: "Who needs more than the identity provider's word.",
    fields: [],
  },
  "api-keys": {
    title: "API keys",
    note: "What the keys of scripts may be.",
    fields: [],
  },
};
