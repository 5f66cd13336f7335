import {
  CircleCheck,
  CircleDashed,
  CircleHelp,
  CircleSlash,
  ClockAlert,
  type LucideIcon,
  OctagonX,
  TriangleAlert,
  Unplug,
} from "lucide-react";
import type { Tone } from "@/components/ui/badge";
import type { DecisionView } from "@/lib/decisions";

export type DecisionState = {
  readonly word: string;
  readonly tone: Tone;
  readonly icon: LucideIcon;
  /** One sentence: what became of the call. */
  readonly meaning: string;
};

const REFUSED: DecisionState = {
  word: "Refused",
  tone: "danger",
  icon: OctagonX,
  meaning: "The gate refused the call. It never reached the server.",
};

const OPEN: DecisionState = {
  word: "Open",
  tone: "neutral",
  icon: CircleDashed,
  meaning: "The gate let the call through; how it ended is not recorded yet.",
};

const OUTCOMES: Readonly<Record<string, DecisionState>> = {
  answered: {
    word: "Passed",
    tone: "ok",
    icon: CircleCheck,
    meaning: "The gate let the call through and the server answered.",
  },
  tool_error: {
    word: "Tool error",
    tone: "warn",
    icon: TriangleAlert,
    meaning: "The call passed, and the tool answered with an error of its own.",
  },
  upstream_error: {
    word: "Server error",
    tone: "warn",
    icon: Unplug,
    meaning: "The call passed, and the server answered with an error or not as an MCP server does.",
  },
  timeout: {
    word: "Timed out",
    tone: "warn",
    icon: ClockAlert,
    meaning: "The call was sent, and no answer came in time. Whether it ran is not known.",
  },
  cancelled: {
    word: "Cancelled",
    tone: "neutral",
    icon: CircleSlash,
    meaning: "The caller cancelled the call before it was answered.",
  },
  not_sent: {
    word: "Not sent",
    tone: "warn",
    icon: CircleSlash,
    meaning: "The call passed, and could not be sent to the server. It did not run.",
  },
  unknown: {
    word: "Unknown",
    tone: "warn",
    icon: CircleHelp,
    meaning: "The gate stopped before the call's end could be recorded. It may have run.",
  },
};

/** What became of a call, as a word, a shape, a colour and a sentence. */
export function decisionState(decision: Pick<DecisionView, "decision" | "outcome">): DecisionState {
  if (decision.decision === "refuse") return REFUSED;
  return decision.outcome === null ? OPEN : (OUTCOMES[decision.outcome] ?? OPEN);
}
