import { CircleCheck, CircleDashed, OctagonX, TriangleAlert } from "lucide-react";
import { Badge } from "@/components/ui/badge";

const LOOKS: Readonly<
  Record<
    string,
    { tone: "ok" | "warn" | "danger" | "neutral"; icon: typeof CircleCheck; word: string }
  >
> = {
  done: { tone: "ok", icon: CircleCheck, word: "Done" },
  allow: { tone: "ok", icon: CircleCheck, word: "Allowed" },
  answered: { tone: "ok", icon: CircleCheck, word: "Answered" },
  refuse: { tone: "danger", icon: OctagonX, word: "Refused" },
  refused: { tone: "danger", icon: OctagonX, word: "Refused" },
  failed: { tone: "warn", icon: TriangleAlert, word: "Failed" },
  tool_error: { tone: "warn", icon: TriangleAlert, word: "Tool error" },
  upstream_error: { tone: "warn", icon: TriangleAlert, word: "Server error" },
  timeout: { tone: "warn", icon: TriangleAlert, word: "Timed out" },
  not_sent: { tone: "warn", icon: TriangleAlert, word: "Not sent" },
  unknown: { tone: "warn", icon: TriangleAlert, word: "Unknown" },
};

/** How what an entry records ended. A code without a look of its own is shown as it is. */
export function EntryOutcome({ outcome }: { readonly outcome: string }) {
  const look = LOOKS[outcome] ?? { tone: "neutral", icon: CircleDashed, word: outcome };
  return (
    <Badge tone={look.tone} icon={look.icon}>
      {look.word}
    </Badge>
  );
}
