import type { Database } from "@/lib/db";
import type { SessionCaller, WaitingCaller, WaitingSignIn } from "@/lib/identity";
import type { Config } from "@/lib/kernel";
import type { Vault } from "@/lib/vault";

export type Rooms = {
  readonly db: Database;
  readonly vault: Vault;
  readonly config: Pick<Config, "origins">;
};

/** Who proves a factor, for what, and from where. */
export type Prover = {
  readonly caller: SessionCaller | WaitingCaller;
  /** What a challenge is made for; one that was made for something else is none. */
  readonly purpose: string;
  /** Where wrong codes are counted. */
  readonly bucket: string;
};

/** Somebody who is signed in. Their session is a place of its own to count wrong codes at. */
export function signedInProver(caller: SessionCaller): Prover {
  return {
    caller,
    purpose: `session:${caller.session.id}`,
    bucket: `session:${caller.session.id}`,
  };
}

/**
 * Somebody whose sign-in waits. A browser in which they have proven a factor before counts by itself;
 * all that nobody knows count together, or guesses would be free for who comes as another each time.
 */
export function waitingProver({ caller, device }: WaitingSignIn): Prover {
  return {
    caller,
    purpose: `sign-in:${caller.step.id}`,
    bucket: device === null ? "elsewhere" : `device:${device.id}`,
  };
}
