import { z } from "zod";
import { momentSchema } from "@/lib/kernel/wire.schema";
import { receiptSchema } from "@/lib/ledger/ledger.schema";
import { POLICY_SECTIONS, type PolicySection } from "./sections";

const version = z
  .int()
  .min(0)
  .max(2_147_483_646)
  .describe("Goes up with every change; 0 where the organisation has said nothing yet.");

/** What a section's form is called in the description of the API. */
const NAMES: Readonly<Record<PolicySection, string>> = {
  sessions: "SessionsPolicy",
  mfa: "MfaPolicy",
  "api-keys": "ApiKeysPolicy",
  newcomers: "NewcomersPolicy",
};

/** A section as it is read: what holds, at which version, and who said it. */
export function policyViewSchema<Section extends PolicySection>(section: Section) {
  return z.strictObject({
    version,
    document: POLICY_SECTIONS[section].meta({ id: NAMES[section] }),
    changedBy: z.string().nullable().describe("As the ledger names them."),
    changedAt: momentSchema.nullable(),
  });
}

/**
 * A section as it is changed: the version that was read, and what shall hold instead. What is left
 * out gets its default, so the form that is sent has a name of its own.
 */
export function policyChangeSchema<Section extends PolicySection>(section: Section) {
  return z.strictObject({
    version,
    document: POLICY_SECTIONS[section].meta({ id: `New${NAMES[section]}` }),
  });
}

/** What a change of a section answers with. */
export const changedPolicySchema = z
  .strictObject({ version, receipt: receiptSchema })
  .meta({ id: "ChangedPolicy" });
