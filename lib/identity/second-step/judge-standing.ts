import type { MfaPolicy } from "@/lib/access";
import { isRequired } from "./judge-second-step";

export type StandingJudged = {
  readonly policy: Pick<MfaPolicy, "everyone" | "roles" | "trustDays">;
  readonly role: string;
  /** Whether the session was let in by a browser that its member trusted then. */
  readonly trustedBrowser: boolean;
};

/**
 * Whether a session in which no second factor was proven lacks one: policy asks for it of this role
 * today, whatever it said when the session began. A session that a trusted browser let in goes on for as
 * long as policy lets browsers be trusted at all.
 */
export function lacksFactor({ policy, role, trustedBrowser }: StandingJudged): boolean {
  return isRequired(policy, role) && !(trustedBrowser && policy.trustDays > 0);
}
