export { changePolicy } from "./change-policy";
export { newcomerReach } from "./newcomer-reach";
export { changedPolicySchema, policyChangeSchema, policyViewSchema } from "./policy.schema";
export { parsePolicy, policyOf } from "./policy-of";
export { readPolicy } from "./read-policy";
export { POLICY_SECTIONS, type PolicyOf, type PolicySection } from "./sections";
