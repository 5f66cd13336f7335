import type { Database } from "@/lib/db";
import {
  networkOf,
  type SessionCaller,
  type WaitingCaller,
  type WaitingSignIn,
} from "@/lib/identity";
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
  /** Where wrong proofs are counted of what nobody can guess, such as a passkey. */
  readonly place: string;
};

/**
 * Somebody who is signed in. A browser's session in which they have proven a factor is a place of its own to
 * count wrong codes at. The others of a member count together: whoever found one, or a browser that is
 * trusted, could begin as many as they like.
 */
export function signedInProver(caller: SessionCaller): Prover {
  const { id, kind, amr } = caller.session;
  const session = `session:${id}`;
  const proven = kind === "browser" && amr.includes("mfa");
  return { caller, purpose: session, bucket: proven ? session : "sessions", place: session };
}

/**
 * Somebody whose sign-in waits. A browser in which they have proven a factor before counts by itself;
 * all that nobody knows count together, or guesses would be free for who comes as another each time.
 * What nobody can guess is counted for each network by itself: who fails from theirs on purpose locks no
 * one out in another.
 */
export function waitingProver({ caller, device }: WaitingSignIn): Prover {
  const { id, address } = caller.step;
  const purpose = `sign-in:${id}`;
  if (device !== null) {
    const known = `device:${device.id}`;
    return { caller, purpose, bucket: known, place: known };
  }
  const network = address === null ? null : networkOf(address);
  const place = network === null ? "elsewhere" : `elsewhere:${network}`;
  return { caller, purpose, bucket: "elsewhere", place };
}
