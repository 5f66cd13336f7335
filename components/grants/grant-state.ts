import { CircleCheck, CircleSlash, ClockAlert, type LucideIcon } from "lucide-react";
import type { Tone } from "@/components/ui/badge";
import type { GrantView } from "@/lib/servers";

export type GrantState = {
  readonly word: string;
  readonly tone: Tone;
  readonly icon: LucideIcon;
  readonly usable: boolean;
};

/** Whether a grant can be used: a revoked one never, an expired one no more. */
export function grantState(
  grant: Pick<GrantView, "revokedAt" | "expiresAt">,
  nowMs: number,
): GrantState {
  if (grant.revokedAt !== null) {
    return { word: "Revoked", tone: "neutral", icon: CircleSlash, usable: false };
  }
  if (grant.expiresAt !== null && Date.parse(grant.expiresAt) <= nowMs) {
    return { word: "Expired", tone: "warn", icon: ClockAlert, usable: false };
  }
  return { word: "Active", tone: "ok", icon: CircleCheck, usable: true };
}

/** The ends a grant can be given, in days from now; null for none. */
export const LIFETIMES = [
  { value: "1", label: "1 day", days: 1 },
  { value: "7", label: "7 days", days: 7 },
  { value: "30", label: "30 days", days: 30 },
  { value: "90", label: "90 days", days: 90 },
  { value: "365", label: "1 year", days: 365 },
  { value: "none", label: "Until it is revoked", days: null },
] as const;

/** The end of a lifetime that begins now, as the control API takes it. */
export function endOf(value: string, nowMs: number): string | null {
  const days = LIFETIMES.find((lifetime) => lifetime.value === value)?.days ?? null;
  return days === null ? null : new Date(nowMs + days * 86_400_000).toISOString();
}
