import type { FailingProvider } from "@/lib/identity";

/** How an identity provider does not answer as it should, behind "its identity provider". */
export const FAILURE_WORDS: Readonly<Record<FailingProvider["failure"], string>> = {
  unreachable: "does not answer",
  "not-itself": "answers as somebody else: its issuer is not the one you connected",
  "refused-address": "has come to an address that may not be asked",
};
