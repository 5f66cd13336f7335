import type { MfaPolicy } from "./policies/mfa.schema";

/** The acts that ask for a fresh proof, each with the sentence that says so. A closed list. */
export const STEP_UP_ACTS = {
  "keys.create": "Making an API key hands out a credential.",
  "keys.rotate": "Rotating an API key hands out a credential.",
  "roles.change": "Who may do what is about to change.",
  "members.change": "Who is in the organisation is about to change.",
  "policy.change": "A policy of the organisation is about to change.",
  "sign-in.change": "How people sign in is about to change.",
  "factors.change": "How you prove that it is you is about to change.",
  "factors.reset": "Somebody's factors are about to be taken away.",
  "device.approve": "A client is about to come in as you, and stays when this browser has gone.",
  "credentials.reveal": "A credential is about to be shown.",
} as const;

export type StepUpActId = keyof typeof STEP_UP_ACTS;
export type SteppedSession = {
  /** When they were authenticated at the sign-in of this session; null where nobody says. */
  readonly authenticatedAt: Date | null;
  /** When a second factor was proven last in this session; null where none was. */
  readonly factorAt: Date | null;
  /** What this person could prove. */
  readonly methods: readonly string[];
};

type Judged = {
  readonly session: SteppedSession | null;
  readonly policy: Pick<MfaPolicy, "stepUpSeconds" | "stepUpNeedsFactor">;
  readonly at: Date;
};

/**
 * Whether a proof is fresh enough. A factor that was proven in this session no longer ago than policy
 * says is. Whoever has a factor proves that one: a fresh sign-in stands in for it only where there is
 * none, and not where policy wants a factor of everybody. Fresh is what the identity provider did for
 * it: being known there from before is no proof. A caller without a session of this house
 * holds no proof, whatever they hold besides. Null is yes.
 */
export function stepUpRefusal({
  session,
  policy,
  at,
}: Judged): { readonly detail: string; readonly methods: readonly string[] } | null {
  if (session === null)
    return {
      detail: "It is done in the console, by somebody who is signed in there.",
      methods: [],
    };
  const { methods } = session;
  if (isFresh(session.factorAt, policy.stepUpSeconds, at)) return null;
  if (methods.length > 0) return { detail: "Confirm that it is you, then do it again.", methods };
  if (policy.stepUpNeedsFactor)
    return {
      detail: "Your organisation asks for a second factor, and you have none yet: add one first.",
      methods,
    };
  if (isFresh(session.authenticatedAt, policy.stepUpSeconds, at)) return null;
  return { detail: "You signed in too long ago for that: sign in again, then do it.", methods };
}

/** A time in the future is no proof either: a clock that was turned back revives nothing. */
function isFresh(proven: Date | null, seconds: number, at: Date): boolean {
  if (proven === null) return false;
  const age = at.getTime() - proven.getTime();
  return age >= -60_000 && age < seconds * 1000;
}
