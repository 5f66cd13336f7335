import type { ConnectionState } from "./connection.schema";

/** What decides whether anybody may come in through a connection. */
export type Standing = {
  readonly state: ConnectionState;
  /** Whether any connection of the organisation is enforced. */
  readonly anyEnforced: boolean;
};

/**
 * Why nobody may come in through a connection now, or null. A draft and one that was only tested let
 * nobody in; where one is enforced, the others do not either. Pure.
 */
export function connectionRefusal({ state, anyEnforced }: Standing) {
  if (state === "off") return "connection-off" as const;
  if (state === "draft" || state === "tested") return "connection-draft" as const;
  return anyEnforced && state !== "enforced" ? ("not-enforced" as const) : null;
}

/** What is asked before a connection's state changes. */
export type StateChange = {
  readonly from: ConnectionState;
  readonly to: "active" | "enforced" | "off";
  /** Whether it was ever tested with success. */
  readonly tested: boolean;
  /** How many other connections let somebody in once this has changed. */
  readonly otherWaysIn: number;
  /** How many active owners hold an emergency sign-in code that was not used. */
  readonly ownersWithCodes: number;
};

export type StateRefusal = "not-tested" | "same" | "no-recovery" | "last-way-in";

/**
 * Whether a connection may change its state. Nobody is let in through what was never seen to work. The
 * only way in is made so, and the last way in is shut, only while an owner holds a code to come in
 * without: an organisation must not lock itself out. Pure.
 */
export function stateRefusal(change: StateChange): StateRefusal | null {
  if (change.from === change.to) return "same";
  if (change.to !== "off" && !change.tested) return "not-tested";
  const recovery = change.ownersWithCodes > 0;
  if (change.to === "enforced" && !recovery) return "no-recovery";
  const wasIn = change.from === "active" || change.from === "enforced";
  return change.to === "off" && wasIn && change.otherWaysIn === 0 && !recovery
    ? "last-way-in"
    : null;
}

/** What is said of a change that may not be made. */
export const STATE_REFUSALS: Readonly<Record<StateRefusal, string>> = {
  same: "The connection is in this state already.",
  "not-tested": "This connection has not been tested with success yet. Test it first.",
  "no-recovery":
    "No owner holds an emergency sign-in code. Have an owner make some first: they are the way in when the provider does not answer.",
  "last-way-in":
    "This is the only way in, and no owner holds an emergency sign-in code. Nobody could come in any more.",
};
