import { CircleCheck, CircleOff, Clock, type LucideIcon, TriangleAlert } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import type { DirectoryView } from "@/lib/directory";

type State = DirectoryView["state"];
type Look = {
  readonly label: string;
  readonly tone: "ok" | "warn" | "neutral" | "danger";
  readonly icon: LucideIcon;
  readonly says: string;
};

/** How a directory is doing, in words, and what to do about it. */
export const STATES: Readonly<Record<State, Look>> = {
  waiting: {
    label: "Waiting",
    tone: "neutral",
    icon: Clock,
    says: "Nothing has come yet. Give the address and the token to your provider, and assign somebody.",
  },
  working: {
    label: "Working",
    tone: "ok",
    icon: CircleCheck,
    says: "What came last was done.",
  },
  failing: {
    label: "Failing",
    tone: "danger",
    icon: TriangleAlert,
    says: "What came last was refused, so your provider may believe something that is not so here.",
  },
  silent: {
    label: "Silent",
    tone: "warn",
    icon: Clock,
    says: "Nothing has come for longer than it should. Look at your provider whether it still sends.",
  },
  "cut-off": {
    label: "Cut off",
    tone: "warn",
    icon: CircleOff,
    says: "No token is good any more, so nothing your provider sends is heard. Rotate the token.",
  },
};

/** The state of a directory. */
export function StateBadge({ state }: { readonly state: State }) {
  const { label, tone, icon } = STATES[state];
  return (
    <Badge tone={tone} icon={icon}>
      {label}
    </Badge>
  );
}
