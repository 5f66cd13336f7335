import type { z } from "zod";
import { apiKeysPolicySchema } from "./api-keys.schema";
import { mfaPolicySchema } from "./mfa.schema";
import { newcomersPolicySchema } from "./newcomers.schema";
import { sessionsPolicySchema } from "./sessions.schema";

/**
 * The sections of an organisation's policy, each with its form. Every member of a form has a default,
 * which holds until the organisation has said something else.
 */
export const POLICY_SECTIONS = {
  sessions: sessionsPolicySchema,
  mfa: mfaPolicySchema,
  "api-keys": apiKeysPolicySchema,
  newcomers: newcomersPolicySchema,
} as const;

export type PolicySection = keyof typeof POLICY_SECTIONS;
export type PolicyOf<Section extends PolicySection> = z.output<(typeof POLICY_SECTIONS)[Section]>;
