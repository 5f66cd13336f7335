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
