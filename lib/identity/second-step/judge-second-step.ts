import type { MfaPolicy } from "@/lib/access";

/** What a sign-in still lacks: nothing, a proof of a factor, or a factor. */
export type SecondStepNeed = "nothing" | "proof" | "factor";

export type SecondStepJudged = {
  readonly policy: Pick<MfaPolicy, "everyone" | "roles" | "trustDays">;
  readonly role: string;
  /** How many factors the person has. */
  readonly factors: number;
  /** When they trusted the browser they come with; null where they did not. */
  readonly trustedAt: Date | null;
  readonly at: Date;
};

/**
 * What comes between a sign-in and its session. Whoever has a factor proves it, whether or not they
 * must have one; a browser they trust is not asked, for as many days as policy says today. Whoever has
 * none and must have one makes one first. A trusted browser never stands in for a factor that is
 * missing.
 */
export function judgeSecondStep(judged: SecondStepJudged): SecondStepNeed {
  if (judged.factors > 0) return isTrusted(judged) ? "nothing" : "proof";
  return isRequired(judged.policy, judged.role) ? "factor" : "nothing";
}

/** Whether policy demands a second factor of a role. */
export function isRequired(policy: Pick<MfaPolicy, "everyone" | "roles">, role: string): boolean {
  return policy.everyone || policy.roles.includes(role);
}

function isTrusted({ policy, trustedAt, at }: SecondStepJudged): boolean {
  if (trustedAt === null) return false;
  const age = at.getTime() - trustedAt.getTime();
  return age >= 0 && age < policy.trustDays * 86_400_000;
}
