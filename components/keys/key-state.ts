import { CircleCheck, CircleSlash, ClockAlert, type LucideIcon, RefreshCw } from "lucide-react";
import type { Tone } from "@/components/ui/badge";
import { ago, utc } from "@/components/ui/time";
import type { ApiKeyView } from "@/lib/credentials";

type Look = { readonly word: string; readonly tone: Tone; readonly icon: LucideIcon };

const LOOKS: Readonly<Record<ApiKeyView["state"], Look>> = {
  active: { word: "Active", tone: "ok", icon: CircleCheck },
  rotating: { word: "Rotating", tone: "accent", icon: RefreshCw },
  rotated: { word: "Rotated", tone: "neutral", icon: RefreshCw },
  expired: { word: "Expired", tone: "warn", icon: ClockAlert },
  revoked: { word: "Revoked", tone: "neutral", icon: CircleSlash },
};

/** How a key's state is shown: a word, a colour and a shape. */
export function keyLook(state: ApiKeyView["state"]): Look {
  return LOOKS[state];
}

/** Whether its token is accepted. */
export function isLive(state: ApiKeyView["state"]): boolean {
  return state === "active" || state === "rotating";
}

/** What revoking a key ends, as far as its last use tells. */
export function revokeWords(lastUsedAt: string | null, nowMs: number): string {
  if (lastUsedAt === null) return "Revoke key: it was never used";
  return `Revoke key: last used ${ago(lastUsedAt, nowMs)}`;
}

export const OVERLAPS = [
  { value: "0", label: "Now", seconds: 0 },
  { value: "3600", label: "1 hour", seconds: 3600 },
  { value: "86400", label: "24 hours", seconds: 86_400 },
  { value: "604800", label: "7 days", seconds: 604_800 },
] as const;

const UNITS = { minutes: 60, hours: 3600, days: 86_400 } as const;
export type Unit = keyof typeof UNITS;
export const UNIT_NAMES = Object.keys(UNITS) as Unit[];

/** A typed overlap in whole seconds; NaN where it is no number. The control API judges its size. */
export function overlapSeconds(amount: string, unit: Unit): number {
  const number = amount.trim() === "" ? Number.NaN : Number(amount);
  return Math.round(number * UNITS[unit]);
}

/** An overlap as one says it: "24 hours", "90 minutes". */
export function overlapWords(seconds: number): string {
  const known = OVERLAPS.find((overlap) => overlap.seconds === seconds && seconds > 0);
  if (known !== undefined) return known.label;
  const unit = seconds % 86_400 === 0 ? "days" : seconds % 3600 === 0 ? "hours" : "minutes";
  const amount = seconds / UNITS[unit];
  const exact = Number.isInteger(amount) ? String(amount) : amount.toFixed(1);
  return `${exact} ${amount === 1 ? unit.slice(0, -1) : unit}`;
}

/** What rotating does to the old key, as its button says it. */
export function rotateWords(seconds: number): string {
  if (seconds === 0) return "Rotate key: the old one ends now";
  return Number.isFinite(seconds) && seconds > 0
    ? `Rotate key: both work for ${overlapWords(seconds)}`
    : "Rotate key";
}

/** When the old key ends: with the overlap, or before it where it would have ended anyway. */
export function oldEnds(seconds: number, expiresAt: string | null, nowMs: number): string | null {
  if (!Number.isFinite(seconds) || seconds < 0) return null;
  const end = nowMs + seconds * 1000;
  return expiresAt !== null && Date.parse(expiresAt) < end
    ? `It ends by itself before that, at ${utc(expiresAt)}.`
    : `The old key ends at ${utc(new Date(end).toISOString())}, exactly.`;
}
