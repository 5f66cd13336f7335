import { Hourglass, ShieldAlert, UserX } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import type { ApiKeyView } from "@/lib/credentials";
import { isLive, keyLook } from "./key-state";

const STALE = {
  unused: "Stale: unused for 90 days",
  "never-used": "Stale: never used",
} as const;

/** A key's state, and what somebody should look at. */
export function KeyBadges({ apiKey }: { readonly apiKey: ApiKeyView }) {
  const { word, tone, icon } = keyLook(apiKey.state);
  return (
    <span className="flex flex-wrap gap-1">
      <Badge tone={tone} icon={icon}>
        {word}
      </Badge>
      {apiKey.stale ? (
        <Badge tone="warn" icon={Hourglass}>
          {STALE[apiKey.stale]}
        </Badge>
      ) : null}
      {apiKey.beyondMaker ? (
        <Badge tone="warn" icon={ShieldAlert}>
          May do what its maker may not
        </Badge>
      ) : null}
      {apiKey.makerRemoved && isLive(apiKey.state) ? (
        <Badge tone="warn" icon={UserX}>
          Its maker has left
        </Badge>
      ) : null}
    </span>
  );
}
