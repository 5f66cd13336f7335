import type { z } from "zod";
import {
  changedPolicySchema,
  changePolicy,
  type PolicySection,
  policyChangeSchema,
  policyViewSchema,
  readPolicy,
} from "@/lib/access";
import { type Endpoint, endpoint, ok } from "./endpoint";

const NAMES: Readonly<Record<PolicySection, { readonly name: string; readonly of: string }>> = {
  sessions: { name: "SessionsPolicy", of: "sessions" },
  mfa: { name: "MfaPolicy", of: "second factors" },
  "api-keys": { name: "ApiKeysPolicy", of: "API keys" },
  newcomers: { name: "NewcomersPolicy", of: "who comes in by a provider's word" },
};

/** How a section of the organisation's policy is read and changed: the same for each of them. */
export function policyEndpoints(section: PolicySection): { GET: Endpoint; PUT: Endpoint } {
  const { name, of } = NAMES[section];
  return {
    GET: endpoint({
      operation: `get${name}`,
      summary: `Gives what the organisation says of ${of}, and who said it.`,
      tag: "Policies",
      permission: "sign-in:read",
      // The forms differ by section; each answer is held against its own.
      gives: policyViewSchema(section) as z.ZodType,
      answer: async ({ house, caller }) => {
        const { changedAt, ...policy } = await readPolicy(house, caller, section);
        // A document has the form of its own section, which the union of all sections does not say.
        return ok({ ...policy, changedAt: changedAt?.toISOString() ?? null } as never);
      },
    }),
    PUT: endpoint({
      operation: `change${name}`,
      summary: `Changes what the organisation says of ${of}, if it still says what was read.`,
      tag: "Policies",
      permission: "sign-in:write",
      stepUp: "policy.change",
      body: policyChangeSchema(section),
      gives: changedPolicySchema,
      problems: ["conflict"],
      answer: async ({ house, caller, body }) =>
        ok(await changePolicy(house, caller, section, body)),
    }),
  };
}
