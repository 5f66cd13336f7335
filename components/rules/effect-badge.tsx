import { CircleCheck, EyeOff, Gauge, OctagonX, Split } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import type { EffectiveState } from "./effective-state";

const LOOKS = {
  allowed: { tone: "ok", icon: CircleCheck, word: "Allowed" },
  limited: { tone: "accent", icon: Gauge, word: "Limited" },
  conditional: { tone: "warn", icon: Split, word: "Conditional" },
  refused: { tone: "danger", icon: OctagonX, word: "Refused" },
  hidden: { tone: "neutral", icon: EyeOff, word: "Hidden" },
} as const;

/** What the rules mean for a tool. */
export function EffectBadge({ state }: { readonly state: EffectiveState }) {
  const { tone, icon, word } = LOOKS[state];
  return (
    <Badge tone={tone} icon={icon}>
      {word}
    </Badge>
  );
}
