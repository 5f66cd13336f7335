/*
 * What the test knows of its own doings: every call and change it sent, and what it was told.
 */
import type { Arrival } from "./fixture";

export type Door = "governed" | "open" | "fixture";

/**
 * How a call ended for its caller. Passed, failed (the tool's own error) and refused are
 * acknowledged. A problem says that nothing happened or that nobody knows; lost is no answer.
 */
export type Answer = "passed" | "failed" | "refused" | "problem" | "lost" | "late";

export type SentCall = {
  readonly requestId: string;
  readonly door: Door;
  readonly tool: string;
  /** The id in the arguments, by which the fixture counts. */
  readonly id: string;
  readonly sentAt: number;
  readonly endedAt: number;
  readonly answer: Answer;
  /** The rule that refused, or the rule a problem names. */
  readonly rule: string | null;
  readonly status: number | null;
};

/** A grant the console was asked for. `revoked` once it acknowledged that too. */
export type SentChange = { readonly name: string; readonly id: string; revoked: boolean };

export type Memory = {
  readonly calls: SentCall[];
  readonly changes: SentChange[];
  readonly arrivals: readonly Arrival[];
};

export const ACKNOWLEDGED: readonly Answer[] = ["passed", "failed", "refused"];
